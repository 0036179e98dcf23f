import {
  LiveSession_Status as Status,
  LiveSessions,
  type LiveSession,
} from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { LiveSessionId } from '#kernel/id.js';
import { plan } from '../plan.js';
import type { PublicDoor } from '../public-door.js';
import { SEED } from '../seed.js';

/** What anybody can watch, with its whole bag; a picture that is just lost does not end it. */
export async function sessionOnAir(door: PublicDoor): Promise<LiveSession | undefined> {
  for (const status of [Status.LIVE, Status.INTERRUPTED]) {
    const { sessions } = await door.call(LiveSessions.method.list, { status });
    const [first] = sessions;
    if (first) return (await door.call(LiveSessions.method.get, { liveSessionId: first.liveSessionId })).session;
  }
  return undefined;
}

/** Another show with the same goods, after somebody ended the one of the demo or nobody streamed it for a minute. */
export async function goOnAir(seller: PublicDoor): Promise<LiveSession | undefined> {
  const { air } = plan(SEED, todayInShanghai());
  const { companyId, skuIds } = air.onAir;
  const { accountId, title } =
    air.sessions.find(({ liveSessionId }) => liveSessionId === air.onAir.liveSessionId) ?? {};
  const session = { companyId, liveSessionId: LiveSessionId.new() };
  await seller.call(LiveSessions.method.save, { ...session, accountId: accountId ?? '', title: title ?? '' });
  await seller.call(LiveSessions.method.setBag, { ...session, skuIds });
  return (await seller.call(LiveSessions.method.start, session)).session;
}

const todayInShanghai = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
