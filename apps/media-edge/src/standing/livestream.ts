import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import { StandingAnswerSchema, Streams, type StandingAnswer } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { LiveSessionId } from '#kernel/id.js';
import { STREAM_STANDING } from '#messaging/subjects.js';
import type { Core } from '#service/core.js';
import type { Standing, Standings } from './standings.js';

export const ASK_EVERY_MS = 5_000;
export const ASK_AGAIN_MS = 500;

/** Asks livestream how all sessions stand. Those whose recording here is kept no longer. */
export async function ask({ rpc }: Core, edgeId: string, standings: Standings): Promise<LiveSessionId[]> {
  const answer = await rpc.to(Streams).standing({ edgeId });
  standings.replace(standingsIn(answer), Date.now());
  return answer.removedLiveSessionIds.map((id) => LiveSessionId.parse(id));
}

/** Hears of what changes in between. */
export function listen({ nats, observer }: Core, standings: Standings): void {
  nats.subscribe(STREAM_STANDING, {
    callback: (_, message) => {
      try {
        const answer = fromJson(StandingAnswerSchema, message.json<JsonValue>(), { ignoreUnknownFields: true });
        standings.merge(standingsIn(answer), Date.now());
      } catch (error) {
        observer.failed(error, 'standing');
      }
    },
  });
}

const standingsIn = ({ sessions }: StandingAnswer): Standing[] =>
  sessions.map(({ liveSessionId, deniedBelow, over, kickPublishId }) => ({
    liveSessionId,
    deniedBelow: Number(deniedBelow),
    over,
    kickPublishId,
  }));
