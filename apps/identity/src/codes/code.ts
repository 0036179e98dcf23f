import type { PersonId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';

export type Purpose = 'proof' | 'reset' | 'entry';

export const LIFE_S = 300;
export const TRIES_MAX = 5;
export const AGAIN_S = 60;

const DIGITS = 6;

// For one phone, whoever asks and from wherever. The gateway limits by address.
const LIMITS = [
  { codes: 1, withinS: AGAIN_S },
  { codes: 5, withinS: 3_600 },
  { codes: 10, withinS: 86_400 },
];

/** How many of the codes sent last can matter. */
export const REMEMBERED = Math.max(...LIMITS.map(({ codes }) => codes));

/** @param random a whole number below a million */
export const codeOf = (random: number): string => String(random).padStart(DIGITS, '0');
export const CODES = 10 ** DIGITS;

export function parseCode(value: string): string {
  const code = value.trim();
  if (!/^[0-9]{6}$/.test(code)) throw invalid('code', `${DIGITS} digits`);
  return code;
}

/**
 * Whether a phone may be sent another code.
 * @param ages seconds since each of the last ones was sent, the newest first
 * Problems: overloaded.
 */
export function assertMayAsk(ages: readonly number[]): void {
  const waits = LIMITS.map(({ codes, withinS }) => withinS - (ages[codes - 1] ?? Infinity));
  const waitS = Math.ceil(Math.max(...waits));
  if (waitS > 0) throw new Problem('overloaded', { retryAfterS: waitS });
}

const NAMES = 10_000;

/** What somebody is called who came by a code; nothing of their phone is in it. */
export const nameOfNew = (personId: PersonId): string =>
  `田友${String(parseInt(personId.slice(-8), 16) % NAMES).padStart(4, '0')}`;

export const textOf = (code: string) =>
  `【田间】验证码 ${code}，5 分钟内有效。如非本人操作，请忽略本短信，切勿告知他人。`;
