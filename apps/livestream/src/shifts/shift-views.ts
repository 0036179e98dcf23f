import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Injectable } from '@nestjs/common';
import {
  Duty_EndReason,
  Shift_Status,
  type DutySchema,
  type SessionShiftsSchema,
  type ShiftSchema,
} from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Db } from '#database/db.js';
import type { CompanyId, LiveSessionId } from '#kernel/id.js';
import { findDuties } from './duty.sql.js';
import { statusOf, type Duty, type Shift } from './shift.js';
import { findShifts } from './shift.sql.js';

/** The plan of a session and what became of it. */
@Injectable()
export class ShiftViews {
  constructor(private readonly db: Db) {}

  answer(session: {
    companyId: CompanyId;
    liveSessionId: LiveSessionId;
  }): Promise<MessageInitShape<typeof SessionShiftsSchema>> {
    return this.db.ofCompany(session.companyId, async (tx) => {
      const [shifts, duties, now] = [await findShifts(tx, session), await findDuties(tx, session), new Date()];
      return { shifts: shifts.map((shift) => toShift(shift, duties, now)), duties: duties.map(toDuty) };
    });
  }
}

const toShift = (shift: Shift, duties: Duty[], now: Date): MessageInitShape<typeof ShiftSchema> => ({
  shiftId: shift.shiftId,
  personId: shift.personId,
  stageName: shift.stageName,
  startsAt: timestampFromDate(shift.startsAt),
  endsAt: timestampFromDate(shift.endsAt),
  status: Shift_Status[statusOf(shift, duties, now)],
});

const toDuty = (duty: Duty): MessageInitShape<typeof DutySchema> => ({
  dutyId: duty.dutyId,
  personId: duty.personId,
  stageName: duty.stageName,
  startsAt: timestampFromDate(duty.startsAt),
  endsAt: duty.endsAt ? timestampFromDate(duty.endsAt) : undefined,
  endReason: duty.endReason ? Duty_EndReason[duty.endReason] : undefined,
});
