import { Controller } from '@nestjs/common';
import { Accounts, type ListAccounts } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { listAccounts } from './account.sql.js';

const KEYS = [/^\d{1,16}$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

@Controller()
export class ListAccountsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Accounts.method.list)
  async handle(request: ListAccounts) {
    const companyId = CompanyId.parse(request.companyId);
    const size = parsePageSize(request.pageSize);
    const [createdMicros, accountId] = PageToken.parse(request.pageToken, KEYS) ?? [];
    const after = createdMicros && accountId ? { createdMicros, accountId } : undefined;

    const rows = await this.db.ofCompany(companyId, (tx) => listAccounts(tx, companyId, after, size + 1));
    const page = rows.slice(0, size);
    const last = rows.length > size ? page.at(-1) : undefined;
    return {
      accounts: page.map(({ createdMicros: _, ...account }) => account),
      nextPageToken: last ? PageToken.of(last.createdMicros, last.accountId) : '',
    };
  }
}
