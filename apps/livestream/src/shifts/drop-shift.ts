import { Controller } from '@nestjs/common';
import { Shifts, type DropShift } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId, ShiftId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { lockSession } from '../sessions/session.sql.js';
import { ShiftViews } from './shift-views.js';
import { dropShift } from './shift.sql.js';

@Controller()
export class DropShiftHandler {
  constructor(
    private readonly db: Db,
    private readonly views: ShiftViews,
  ) {}

  @Rpc(Shifts.method.drop)
  async handle(request: DropShift) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const shiftId = ShiftId.parse(request.shiftId);

    await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await dropShift(tx, session, shiftId);
    });
    return this.views.answer({ companyId, liveSessionId });
  }
}
