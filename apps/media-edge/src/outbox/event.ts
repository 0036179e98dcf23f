import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { StreamChangedSchema, StreamEnd, type StreamChanged } from '#contracts/tianjian/media/v1/media_pb.js';
import { EventId } from '#kernel/id.js';
import type { End } from '../live/ends.js';
import type { Line, Told } from '../recording/line.js';

type What = MessageInitShape<typeof StreamChangedSchema>['what'];

/** What happened; of the same line always with the same id, so that it is applied once however often it is told. */
export interface Happened {
  eventId: string;
  message: StreamChanged;
}

/** What a line of a recording's log tells the world, if anything. */
export function happenedIn(line: Line, { head, publish }: Told, publicUrl: string): Happened | undefined {
  const said =
    head && whatOf(line, publish?.publishId ?? '', `${publicUrl}/live/${head.liveSessionId}`, publicUrl, head);
  if (!head || !said) return undefined;
  const { liveSessionId, recordingId, edgeId } = head;
  const { companyId = '', personId = '', publishId = '' } = publish ?? {};
  return {
    eventId: EventId.derive(recordingId, ...said.key),
    message: create(StreamChangedSchema, {
      liveSessionId,
      companyId,
      personId,
      edgeId,
      publishId,
      recordingId,
      at: timestampFromMs(said.at),
      what: said.what,
    }),
  };
}

interface Said {
  what: What;
  key: string[];
  at: number;
}

function whatOf(
  line: Line,
  publishId: string,
  playUrl: string,
  publicUrl: string,
  head: { liveSessionId: string },
): Said | undefined {
  switch (line.t) {
    case 'publish':
      return {
        what: { case: 'publishStarted', value: { playUrl, takesOverPublishId: line.takesOver } },
        key: ['publish', line.publishId],
        at: line.at,
      };
    case 'interrupted':
      return {
        what: { case: 'publishInterrupted', value: { reason: endOf(line.reason) } },
        key: ['interrupted', publishId, String(line.at)],
        at: line.at,
      };
    case 'resumed':
      return {
        what: { case: 'publishResumed', value: { gapMs: BigInt(line.gapMs) } },
        key: ['resumed', publishId, String(line.at)],
        at: line.at,
      };
    case 'ended':
      return {
        what: { case: 'publishEnded', value: { reason: endOf(line.reason) } },
        key: ['ended'],
        at: line.at,
      };
    case 'segment':
      return {
        what: {
          case: 'segmentSealed',
          value: {
            n: line.n,
            startsAt: timestampFromMs(line.startsAt),
            durationMs: Math.round(line.duration * 1_000),
            bytes: BigInt(line.bytes),
            sha256: line.sha256,
            prevSha256: line.prev,
            discontinuity: line.discontinuity,
            generation: line.generation,
            initSha256: line.initSha256,
          },
        },
        key: ['segment', String(line.n)],
        at: line.at,
      };
    case 'unrecorded':
      return {
        what: { case: 'recordingStopped', value: { reason: line.reason } },
        key: ['unrecorded', String(line.at)],
        at: line.at,
      };
    case 'sealed':
      return {
        what: {
          case: 'recordingSealed',
          value: {
            segments: line.segments,
            bytes: BigInt(line.bytes),
            durationMs: BigInt(line.durationMs),
            sha256: line.sha256,
            replayUrl: `${publicUrl}/replay/${head.liveSessionId}/index.m3u8`,
          },
        },
        key: ['sealed'],
        at: line.at,
      };
    default:
      return undefined;
  }
}

/** Somebody was turned away; whose key proves something is named. */
export function denied(
  edgeId: string,
  liveSessionId: string,
  reason: string,
  whose: { companyId: string; personId: string } | undefined,
): Happened {
  return {
    eventId: EventId.new(),
    message: create(StreamChangedSchema, {
      liveSessionId,
      edgeId,
      companyId: whose?.companyId ?? '',
      personId: whose?.personId ?? '',
      at: timestampFromMs(Date.now()),
      what: { case: 'publishDenied', value: { reason } },
    }),
  };
}

const endOf = (reason: End) => StreamEnd[reason];
