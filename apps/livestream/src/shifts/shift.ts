import type { CompanyId, DutyId, LiveSessionId, PersonId, ShiftId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { invalid, Problem } from '#problems/problem.js';

/** From one moment up to, and not including, another; without an end it lasts. */
export interface Span {
  startsAt: Date;
  endsAt: Date | null;
}

/** A planned time of hosting. */
export interface Shift extends Span {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  shiftId: ShiftId;
  personId: PersonId;
  stageName: string;
  endsAt: Date;
}

export type EndReason = 'CHECKED_OUT' | 'TAKEN_OVER' | 'SESSION_ENDED' | 'MEMBERSHIP_ENDED';

/** A time of hosting as it was. */
export interface Duty extends Span {
  dutyId: DutyId;
  personId: PersonId;
  stageName: string;
  endReason: EndReason | null;
}

export const SHIFTS_MAX = 200;
const LASTS_MAX_MS = 12 * 3_600_000;
const MISSED_AFTER_MS = 15 * 60_000;
const STAGE_NAME_MAX = 20;
const DEVICE_MAX = 60;
// A seller may host without being planned.
export const UNPLANNED_NAME = '店主';

export const parseStageName = (name: string) => parseText(name, 'stageName', { max: STAGE_NAME_MAX });
export const parseDevice = (device: string) => parseText(device, 'device', { max: DEVICE_MAX, optional: true });

export function assertSpan({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): void {
  if (endsAt <= startsAt) throw invalid('endsAt', 'after startsAt');
  if (endsAt.getTime() - startsAt.getTime() > LASTS_MAX_MS) throw invalid('endsAt', 'at most 12 hours after startsAt');
}

export const overlap = (one: Span, other: Span) =>
  (other.endsAt === null || one.startsAt < other.endsAt) && (one.endsAt === null || other.startsAt < one.endsAt);

/** Problems: shift.overlaps, request.invalid. */
export function assertFits(wanted: Shift, planned: Shift[]): void {
  const others = planned.filter(({ shiftId }) => shiftId !== wanted.shiftId);
  if (others.length >= SHIFTS_MAX) throw invalid('shiftId', `one of at most ${SHIFTS_MAX}`);
  if (others.some((other) => overlap(wanted, other))) throw new Problem('shift.overlaps');
}

/** Whether a person may relieve whoever is on duty. Oneself always: on another phone, say. Problems: shift.taken. */
export function assertFree(onDuty: Duty | undefined, personId: PersonId, takeOver: boolean): void {
  if (onDuty && onDuty.personId !== personId && !takeOver) throw new Problem('shift.taken');
}

/** What became of a plan. */
export function statusOf(shift: Shift, duties: Duty[], now: Date): 'PLANNED' | 'KEPT' | 'MISSED' {
  if (duties.some((duty) => duty.personId === shift.personId && overlap(duty, shift))) return 'KEPT';
  const missedAt = Math.min(shift.startsAt.getTime() + MISSED_AFTER_MS, shift.endsAt.getTime());
  return now.getTime() >= missedAt ? 'MISSED' : 'PLANNED';
}
