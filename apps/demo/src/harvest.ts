import { addDays, monthOf } from './day.js';
import type { Random } from './random.js';
import type { Specialty } from './specialties.js';

// A lot should be worth showing for some days after it was loaded.
const LEFT_DAYS_MIN = 10;
const NEWEST = 60;

/**
 * A day of the harvest of which something can still be sold today: from the field while it lasts, later from the store
 * for as long as it keeps. Undefined for what is out of season and spoilt.
 */
export function harvestDay({ harvestMonths, shelfLifeDays }: Specialty, today: string, random: Random) {
  const [first, last] = harvestMonths;
  const leftDays = Math.min(LEFT_DAYS_MIN, shelfLifeDays - 1);
  const days: string[] = [];
  // Ends at the latest where the oldest that still keeps was harvested.
  for (let ago = 0; ago <= shelfLifeDays - leftDays && days.length < NEWEST; ago += 1) {
    const day = addDays(today, -ago);
    if (monthOf(day) >= first && monthOf(day) <= last) days.push(day);
  }
  return days.length > 0 ? random.pick(days) : undefined;
}
