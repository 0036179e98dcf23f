import { Controller } from '@nestjs/common';
import { LiveSessions, type GetAccountSales } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { AccountId, CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { findAccountSales } from './sales.sql.js';

@Controller()
export class AccountSalesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(LiveSessions.method.accountSales)
  async handle(request: GetAccountSales) {
    const companyId = CompanyId.parse(request.companyId);
    const accountId = AccountId.parse(request.accountId);
    const figures = await this.db.ofCompany(companyId, (tx) => findAccountSales(tx, companyId, accountId));
    if (!figures) throw new Problem('not_found');
    return figures;
  }
}
