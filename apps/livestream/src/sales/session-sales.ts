import { Controller } from '@nestjs/common';
import { LiveSessions, type GetSessionSales } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { findSessionSales } from './sales.sql.js';

@Controller()
export class SessionSalesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(LiveSessions.method.sales)
  async handle(request: GetSessionSales) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const figures = await this.db.ofCompany(companyId, (tx) => findSessionSales(tx, companyId, liveSessionId));
    if (!figures) throw new Problem('not_found');
    return figures;
  }
}
