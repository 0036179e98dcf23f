import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Stream_State, StreamTrouble_Kind } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { viewersOf } from './media-edge.js';
import type { Stream } from './stream.js';
import type { Trouble } from './trouble.sql.js';

type Shown = Pick<Stream, 'state' | 'playUrl' | 'recordedFrom'> & { replayUrl: string };

/** A stream as anybody may see it. What is over is seen in its replay. */
export const toStream = ({ state, playUrl, recordedFrom, replayUrl }: Shown) => ({
  state: Stream_State[state],
  ...viewersOf(state === 'OVER' ? '' : playUrl),
  replayUrl,
  recordedFrom: recordedFrom ? timestampFromDate(recordedFrom) : undefined,
});

export const toTrouble = ({ kind, at, words, times }: Trouble) => ({
  kind: StreamTrouble_Kind[kind],
  at: timestampFromDate(at),
  ...{ words, times },
});
