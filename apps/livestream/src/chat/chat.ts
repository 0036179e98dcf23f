import type { BanId, ChatLineId, CompanyId, LiveSessionId, PersonId, SpeakerId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';

export interface Room {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

/** How a session's chat is moderated as a whole. */
export interface Settings {
  slowModeS: number;
  mutedAll: boolean;
}

/** A person in one session's chat. */
export interface Speaker extends Room {
  speakerId: SpeakerId;
  personId: PersonId;
  name: string;
  crew: boolean;
  lastLineAt: Date | null;
  /** When the allowance is full again: each line takes a second of it, refused ones too. */
  pacedUntil: Date | null;
  mutedUntil: Date | null;
}

export interface Ban {
  banId: BanId;
  until: Date;
}

export interface Line extends Room {
  lineId: ChatLineId;
  speakerId: SpeakerId;
  personId: PersonId;
  name: string;
  text: string;
  crew: boolean;
  /** Of the crew, and keeps order without running the session: a badge of its own. */
  moderates: boolean;
  at: Date;
}

/** Later than any clock: without an end. */
export const FOREVER = new Date('9999-12-31T00:00:00Z');

export const SHOWN_LINES = 30;
const SLOW_MODE_S_MAX = 600;
const MUTE_S_MAX = 86_400;
const BAN_DAYS_MAX = 365;
const DAY_MS = 86_400_000;
// Whoever writes as fast as hands can is let write; a program is not.
const LINE_EVERY_MS = 1_000;
const LINES_AT_ONCE = 5;
const CREW_WORDS = /主播|官方|客服|管理员|房管|小助手|平台/;

export const OPEN_ROOM: Settings = { slowModeS: 0, mutedAll: false };

/** Always the same for a person in a session; says nothing about the person elsewhere. */
export const defaultName = (speakerId: SpeakerId) =>
  `观众${String(parseInt(speakerId.slice(0, 8), 16) % 10_000).padStart(4, '0')}`;

/** The crew has a badge; nobody else may look like it. Problems: request.invalid. */
export function assertOwnName(name: string, crew: boolean): void {
  if (!crew && CREW_WORDS.test(name.normalize('NFKC').replace(/[^\p{L}]/gu, ''))) {
    throw invalid('name', 'not like one of those who run the session');
  }
}

/** Whether a speaker may write now, whatever it is. */
export function keptOut(
  { speaker, settings, ban }: { speaker: Speaker; settings: Settings; ban?: Ban },
  now: Date,
): Problem | undefined {
  if (!hasAllowance(speaker, now)) return tooFast(Number(speaker.pacedUntil) - ALLOWANCE_MS - now.getTime());
  if (speaker.crew) return undefined;
  if (ban && ban.until > now) return new Problem('chat.banned', untilOf(ban.until));
  if (isMuted(speaker, now)) return new Problem('chat.muted', untilOf(speaker.mutedUntil ?? FOREVER));
  if (settings.mutedAll) return new Problem('chat.muted_all');
  const next = Number(speaker.lastLineAt) + settings.slowModeS * 1_000;
  return speaker.lastLineAt && next > now.getTime() ? tooFast(next - now.getTime()) : undefined;
}

export const isMuted = ({ mutedUntil }: Pick<Speaker, 'mutedUntil'>, now: Date) =>
  mutedUntil !== null && mutedUntil > now;

/** What a try costs: nothing where there was no allowance left, so that who stops for a second may write again. */
export function paced(speaker: Speaker, now: Date): Speaker {
  if (!hasAllowance(speaker, now)) return speaker;
  const from = Math.max(Number(speaker.pacedUntil), now.getTime());
  return { ...speaker, pacedUntil: new Date(from + LINE_EVERY_MS) };
}

/** 0: for the rest of the session. Problems: request.invalid. */
export function muteEnd(forS: number, now: Date): Date {
  if (forS < 0 || forS > MUTE_S_MAX) throw invalid('forS', `0 to ${MUTE_S_MAX}`);
  return forS === 0 ? FOREVER : new Date(now.getTime() + forS * 1_000);
}

/** 0: for good. Problems: request.invalid. */
export function banEnd(days: number, now: Date): Date {
  if (days < 0 || days > BAN_DAYS_MAX) throw invalid('days', `0 to ${BAN_DAYS_MAX}`);
  return days === 0 ? FOREVER : new Date(now.getTime() + days * DAY_MS);
}

/** Problems: request.invalid. */
export function assertSettings({ slowModeS }: Settings): void {
  if (slowModeS < 0 || slowModeS > SLOW_MODE_S_MAX) throw invalid('slowModeS', `0 to ${SLOW_MODE_S_MAX}`);
}

const ALLOWANCE_MS = (LINES_AT_ONCE - 1) * LINE_EVERY_MS;

const hasAllowance = ({ pacedUntil }: Speaker, now: Date) => Number(pacedUntil) - now.getTime() <= ALLOWANCE_MS;

const tooFast = (waitMs: number) =>
  new Problem('chat.too_fast', { retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)) });

const untilOf = (until: Date) => (until < FOREVER ? { until: until.toISOString() } : {});
