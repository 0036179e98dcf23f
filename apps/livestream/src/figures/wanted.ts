import { AccountId, CompanyId, LiveSessionId, PersonId, SkuId } from '#kernel/id.js';
import { parseDay } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';

export type Window = 'ALL' | 'IN_LIVE' | 'T0' | 'T7' | 'T30' | 'IN_REPLAY';
export type By = 'NONE' | 'SESSION' | 'ACCOUNT' | 'HOST' | 'ITEM' | 'EPISODE' | 'DAY' | 'MINUTE';

/** Which facts are added up, and under which keys. */
export interface Wanted {
  companyId: CompanyId;
  liveSessionId: LiveSessionId | null;
  accountId: AccountId | null;
  hostId: PersonId | null;
  skuId: SkuId | null;
  /** Days in China, both inclusive. */
  paidFrom: string;
  paidUntil: string;
  window: Window;
  by: By;
}

const DAYS_MAX = 400;
const DAYS_DEFAULT = 31;
const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
// A session may be of any day.
const ALWAYS = { paidFrom: '2000-01-01', paidUntil: '9999-12-31' };

interface Asked {
  companyId: string;
  liveSessionId: string;
  accountId: string;
  hostPersonId: string;
  skuId: string;
  paidFrom: string;
  paidUntil: string;
}

/** Problems: request.invalid. */
export function parseWanted(asked: Asked, window: Window, by: By, now: Date): Wanted {
  const liveSessionId = optional(asked.liveSessionId, (id) => LiveSessionId.parse(id));
  if (by === 'MINUTE' && !liveSessionId) throw invalid('by', 'MINUTE of one session only');
  return {
    companyId: CompanyId.parse(asked.companyId),
    liveSessionId,
    accountId: optional(asked.accountId, (id) => AccountId.parse(id)),
    hostId: optional(asked.hostPersonId, (id) => PersonId.parse(id, 'hostPersonId')),
    skuId: optional(asked.skuId, (id) => SkuId.parse(id)),
    ...parseDays(asked, liveSessionId !== null, now),
    window,
    by,
  };
}

function parseDays({ paidFrom, paidUntil }: Asked, ofSession: boolean, now: Date) {
  if (ofSession && paidFrom === '' && paidUntil === '') return ALWAYS;
  const until = paidUntil === '' ? dayOf(now.getTime() + CHINA_MS) : parseDay(paidUntil, 'paidUntil');
  const from = paidFrom === '' ? daysBefore(until, DAYS_DEFAULT - 1) : parseDay(paidFrom, 'paidFrom');
  if (from > until) throw invalid('paidFrom', 'paidUntil or earlier');
  if (from < daysBefore(until, DAYS_MAX - 1)) throw invalid('paidFrom', `at most ${DAYS_MAX} days`);
  return { paidFrom: from, paidUntil: until };
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const daysBefore = (day: string, days: number) => dayOf(Date.parse(day) - days * DAY_MS);

const optional = <T>(value: string, parse: (value: string) => T): T | null => (value === '' ? null : parse(value));
