import type { IncubatorId, PersonId, VerificationId } from '#kernel/id.js';
import { invalid } from '#problems/problem.js';

/** That an incubator saw who a person is. Days of Asia/Shanghai. */
export interface Verification {
  verificationId: VerificationId;
  personId: PersonId;
  incubatorId: IncubatorId;
  verifiedOn: string;
  /** The last day on which it holds. */
  validUntil: string;
  confirmedBy: PersonId;
}

export type State = 'NONE' | 'VALID' | 'ENDING' | 'OVER';

// 直播电商监督管理办法: at least every six months.
const VALID_MONTHS = 6;
export const WARNED_DAYS_AHEAD = 30;
const TOLD_LATE_DAYS = 30;

/** The day before the same day six months later; a month that has no such day ends on its last one. */
export function validUntil(verifiedOn: string): string {
  const [year = 0, month = 0, day = 0] = verifiedOn.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + VALID_MONTHS + 1, 0)).getUTCDate();
  return isoDay(Date.UTC(year, month - 1 + VALID_MONTHS, Math.min(day, lastOfMonth) - 1));
}

export function stateOf(until: string | null, today: string): State {
  if (until === null) return 'NONE';
  if (until < today) return 'OVER';
  return until < addDays(today, WARNED_DAYS_AHEAD) ? 'ENDING' : 'VALID';
}

/** Problems: request.invalid. */
export function assertSeenLately(verifiedOn: string, today: string): void {
  if (verifiedOn > today) throw invalid('verifiedOn', 'not in the future');
  if (verifiedOn < addDays(today, -TOLD_LATE_DAYS)) throw invalid('verifiedOn', `at most ${TOLD_LATE_DAYS} days ago`);
}

function addDays(day: string, days: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return isoDay(Date.UTC(year, month - 1, date + days));
}

const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);
