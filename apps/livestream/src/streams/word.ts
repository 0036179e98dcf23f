import { timestampDate } from '@bufbuild/protobuf/wkt';
import { StreamEnd, type StreamChanged } from '#contracts/tianjian/media/v1/media_pb.js';
import { LiveSessionId, PersonId, PublishId } from '#kernel/id.js';
import type { Word } from './stream.js';

/** What an edge says of a publisher; undefined where it speaks of something else. */
export function wordOf(message: StreamChanged): Word | undefined {
  const { what } = message;
  if (what.case === undefined) return undefined;
  const said = {
    liveSessionId: LiveSessionId.parse(message.liveSessionId),
    edgeId: message.edgeId,
    at: message.at ? timestampDate(message.at) : new Date(),
    seq: message.seq,
    ...{ playUrl: '', tookOver: null, endReason: null },
  };
  const of = () => ({
    publishId: PublishId.parse(message.publishId),
    personId: message.personId === '' ? null : PersonId.parse(message.personId),
  });
  switch (what.case) {
    case 'publishStarted': {
      const { playUrl, takesOverPublishId } = what.value;
      const tookOver = takesOverPublishId === '' ? null : PublishId.parse(takesOverPublishId);
      return { ...said, ...of(), state: 'ON', playUrl, tookOver };
    }
    case 'publishResumed':
      return { ...said, ...of(), state: 'ON' };
    case 'publishInterrupted':
      return { ...said, ...of(), state: 'LOST' };
    case 'publishEnded':
      return { ...said, ...of(), state: 'OVER', endReason: StreamEnd[what.value.reason] };
    default:
      return undefined;
  }
}
