import { Problem } from '#problems/problem.js';
import type { Status } from '../sessions/session.js';

export type Kind = 'DAY_BEFORE' | 'TEN_MINUTES_BEFORE' | 'ON_AIR';

/** A kind of reminder of a session that is due, and until when it is of use. */
export interface Due {
  kind: Kind;
  dueAt: Date;
  expiresAt: Date;
}

export const SUBSCRIPTIONS_MAX = 200;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * What is due of a session at a moment. A reminder that could not go out in time is still of use for a while: that of the
 * day before for twelve hours, the next until the start, the last for half an hour of the show.
 */
export function dueOf(
  { status, startsAt, startedAt }: { status: Status; startsAt: Date | null; startedAt: Date | null },
  now: Date,
): Due[] {
  const isAnnounced = status === 'SCHEDULED' || status === 'READY';
  const all: Due[] = [
    ...(isAnnounced && startsAt ? before(startsAt) : []),
    ...(status === 'LIVE' && startedAt ? [lasting('ON_AIR', startedAt, 30 * MINUTE_MS)] : []),
  ];
  return all.filter(({ dueAt, expiresAt }) => dueAt <= now && now < expiresAt);
}

const before = (startsAt: Date) => [
  lasting('DAY_BEFORE', new Date(startsAt.getTime() - 24 * HOUR_MS), 12 * HOUR_MS),
  lasting('TEN_MINUTES_BEFORE', new Date(startsAt.getTime() - 10 * MINUTE_MS), 10 * MINUTE_MS),
];

const lasting = (kind: Kind, dueAt: Date, ms: number): Due => ({
  kind,
  dueAt,
  expiresAt: new Date(dueAt.getTime() + ms),
});

/** What the person reads. */
export function wordsOf(kind: Kind, { title, startsAt }: { title: string; startsAt: Date | null }): string {
  if (kind === 'ON_AIR') return `【田间】您预约的直播「${title}」已开播。`;
  if (kind === 'TEN_MINUTES_BEFORE') return `【田间】您预约的直播「${title}」将在10分钟后开播。`;
  return `【田间】您预约的直播「${title}」将于${startsAt ? timeInChina(startsAt) : '明天'}开播。`;
}

const timeInChina = (at: Date) =>
  new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);

/** Problems: reminder.too_many. */
export function assertMaySubscribe(subscriptions: number): void {
  if (subscriptions >= SUBSCRIPTIONS_MAX) throw new Problem('reminder.too_many');
}
