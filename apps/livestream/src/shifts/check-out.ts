import { Controller } from '@nestjs/common';
import { Shifts, type CheckOutHost } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, DutyId, LiveSessionId } from '#kernel/id.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { tellRoom } from '../room/tell-room.js';
import { lockSession } from '../sessions/session.sql.js';
import { endDuty, findDuty } from './duty.sql.js';
import { ShiftViews } from './shift-views.js';

@Controller()
export class CheckOutHandler {
  constructor(
    private readonly db: Db,
    private readonly views: ShiftViews,
  ) {}

  @Rpc(Shifts.method.checkOut)
  async handle(request: CheckOutHost, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const dutyId = DutyId.parse(request.dutyId);
    const person = personOf(caller);

    await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      const duty = await findDuty(tx, session, dutyId);
      if (!duty) throw new Problem('not_found');
      const isOwn = duty.personId === person.personId;
      if (!isOwn && !hasRole(person, companyId, ['seller'])) throw new Problem('access.denied');
      if (duty.endsAt !== null) return;
      await endDuty(tx, session, 'CHECKED_OUT', person.personId);
      await tellRoom(tx, session, { kind: 'HOST_CHANGED', body: {} });
    });
    return this.views.answer({ companyId, liveSessionId });
  }
}
