import { Controller } from '@nestjs/common';
import { Shifts, type ListShifts } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { hasSession } from '../sessions/session.sql.js';
import { ShiftViews } from './shift-views.js';

@Controller()
export class ListShiftsHandler {
  constructor(
    private readonly db: Db,
    private readonly views: ShiftViews,
  ) {}

  @Rpc(Shifts.method.list)
  async handle(request: ListShifts) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const known = await this.db.ofCompany(companyId, (tx) => hasSession(tx, companyId, liveSessionId));
    if (!known) throw new Problem('not_found');
    return this.views.answer({ companyId, liveSessionId });
  }
}
