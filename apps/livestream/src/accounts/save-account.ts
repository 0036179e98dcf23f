import { Controller } from '@nestjs/common';
import { Accounts, type SaveAccount } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { AccountId, CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { parseAccountName, parsePlatform } from './account.js';
import { findOperators, saveAccount } from './account.sql.js';

@Controller()
export class SaveAccountHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Accounts.method.save)
  async handle(request: SaveAccount) {
    const account = {
      companyId: CompanyId.parse(request.companyId),
      accountId: AccountId.parseOrNew(request.accountId),
      platform: parsePlatform(request.platform),
      name: parseAccountName(request.name),
    };

    const operatorPersonIds = await this.db.ofCompany(account.companyId, async (tx) => {
      await saveAccount(tx, account);
      return findOperators(tx, account.companyId, account.accountId);
    });
    return { account: { ...account, operatorPersonIds } };
  }
}
