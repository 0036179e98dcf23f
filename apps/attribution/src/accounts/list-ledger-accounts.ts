import { Controller } from '@nestjs/common';
import { Ledger, type ListLedgerAccounts } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { balancesOf } from './account.sql.js';
import { ledgerAccountId } from './ledger-account-id.js';

@Controller()
export class ListLedgerAccountsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Ledger.method.listAccounts)
  async handle(request: ListLedgerAccounts) {
    const companyId = CompanyId.parse(request.companyId);
    const { asOfIndex, balances } = await this.db.ofCompany(companyId, (tx) => balancesOf(tx, companyId));
    const accounts = balances.map(({ account, balanceFen }) => ({
      ledgerAccountId: ledgerAccountId({ companyId, account }),
      name: account,
      balanceFen,
    }));
    return { asOfIndex, accounts };
  }
}
