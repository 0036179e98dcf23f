import { AccountId, LiveSessionId, type CompanyId } from '#kernel/id.js';
import { addDays, at } from '../day.js';
import { Random } from '../random.js';
import { PAST, SESSIONS } from './past.js';

const ACCOUNTS = 4;
const TITLES = ['产地直发', '果园现摘', '一碗宽粉的做法', '慢直播：晒场的一天', '冬储专场', '山里的味道'];
const HOURS = [9, 14, 19, 20];
const LASTS_H = 2;

export interface PastSession {
  liveSessionId: LiveSessionId;
  accountId: AccountId;
  title: string;
  /** Days since the past began. */
  day: number;
  startedAt: Date;
  endedAt: Date;
}

/** Spread evenly over the past and the four accounts, each at an hour of its own. */
export function pastSessionsOf({ seed, companyId }: { seed: string; companyId: CompanyId }): PastSession[] {
  const random = new Random(seed, 'past sessions', companyId);
  return Array.from({ length: SESSIONS }, (_, nth) => {
    const day = Math.floor((nth * PAST.days) / SESSIONS);
    const hour = HOURS[nth % ACCOUNTS] ?? 0;
    return {
      liveSessionId: LiveSessionId.derive(seed, companyId, 'past', String(nth)),
      accountId: AccountId.derive(seed, companyId, String(nth % ACCOUNTS)),
      title: random.pick(TITLES),
      day,
      startedAt: at(addDays(PAST.from, day), hour),
      endedAt: at(addDays(PAST.from, day), hour + LASTS_H),
    };
  });
}
