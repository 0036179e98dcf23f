import { Controller } from '@nestjs/common';
import { Shifts, type CheckInHost } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, DutyId, LiveSessionId, PersonId } from '#kernel/id.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { tellRoom } from '../room/tell-room.js';
import { assertNotOver, type Session } from '../sessions/session.js';
import { lockSession } from '../sessions/session.sql.js';
import { beginDuty, endDuty, findDuty, findOnDuty } from './duty.sql.js';
import { assertFree, parseDevice, UNPLANNED_NAME } from './shift.js';
import { ShiftViews } from './shift-views.js';
import { findShifts } from './shift.sql.js';

@Controller()
export class CheckInHandler {
  constructor(
    private readonly db: Db,
    private readonly views: ShiftViews,
  ) {}

  @Rpc(Shifts.method.checkIn)
  async handle(request: CheckInHost, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const dutyId = DutyId.parse(request.dutyId);
    const by = personOf(caller).personId;
    const personId = request.personId === '' ? by : PersonId.parse(request.personId);
    const device = parseDevice(request.device);
    const isSeller = hasRole(personOf(caller), companyId, ['seller']);

    await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      if (personId !== by && !isSeller) throw new Problem('access.denied');
      const earlier = await findDuty(tx, session, dutyId);
      if (earlier?.personId === personId) return;
      if (earlier) throw new Problem('request.repeated_differently');

      assertNotOver(session);
      const planned = await stageNameOf(tx, session, personId);
      if (planned === undefined && !(isSeller && personId === by)) throw new Problem('shift.not_planned');
      assertFree(await findOnDuty(tx, session), personId, request.takeOver);
      await endDuty(tx, session, 'TAKEN_OVER', by);
      const stageName = planned ?? UNPLANNED_NAME;
      await beginDuty(tx, session, { dutyId, personId, stageName, by, device });
      await tellRoom(tx, session, { kind: 'HOST_CHANGED', body: { name: stageName } });
    });
    return this.views.answer({ companyId, liveSessionId });
  }
}

/** Undefined for who is not on the plan. Who comes early or stands in late is on it all the same. */
async function stageNameOf(tx: Tx, session: Session, personId: PersonId): Promise<string | undefined> {
  const shifts = await findShifts(tx, session);
  return shifts.find((shift) => shift.personId === personId)?.stageName;
}
