import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { Shifts, type PlanShift } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId, PersonId, ShiftId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { assertNotOver } from '../sessions/session.js';
import { lockSession } from '../sessions/session.sql.js';
import { HostsOfCompany } from './hosts-of-company.js';
import { assertFits, assertSpan, parseStageName, type Shift } from './shift.js';
import { ShiftViews } from './shift-views.js';
import { findShifts, saveShift } from './shift.sql.js';

@Controller()
export class PlanShiftHandler {
  constructor(
    private readonly db: Db,
    private readonly hosts: HostsOfCompany,
    private readonly views: ShiftViews,
  ) {}

  @Rpc(Shifts.method.plan)
  async handle(request: PlanShift) {
    const wanted = parse(request);
    const isHost = await this.hosts.has(wanted.companyId, wanted.personId);

    await this.db.ofCompany(wanted.companyId, async (tx) => {
      const session = await lockSession(tx, wanted.companyId, wanted.liveSessionId);
      if (!isHost) throw invalid('personId', 'a seller or host of the company');
      assertNotOver(session);
      assertFits(wanted, await findShifts(tx, session));
      await saveShift(tx, wanted);
    });
    return this.views.answer(wanted);
  }
}

function parse(request: PlanShift): Shift {
  const shift = {
    companyId: CompanyId.parse(request.companyId),
    liveSessionId: LiveSessionId.parse(request.liveSessionId),
    shiftId: ShiftId.parse(request.shiftId),
    personId: PersonId.parse(request.personId),
    stageName: parseStageName(request.stageName),
    startsAt: parseInstant(request.startsAt, 'startsAt'),
    endsAt: parseInstant(request.endsAt, 'endsAt'),
  };
  assertSpan(shift);
  return shift;
}

function parseInstant(instant: Timestamp | undefined, field: string): Date {
  if (!instant) throw invalid(field, 'an instant');
  return timestampDate(instant);
}
