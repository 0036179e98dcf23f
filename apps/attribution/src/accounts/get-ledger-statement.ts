import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { Ledger, type GetLedgerStatement } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { Db } from '#database/db.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { balanceOf, statementOf } from './account.sql.js';
import { ledgerAccountId, parseLedgerAccountId } from './ledger-account-id.js';

// 18 digits always fit a bigint column.
const INDEX = /^\d{1,18}$/;

@Controller()
export class GetLedgerStatementHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Ledger.method.getStatement)
  async handle(request: GetLedgerStatement, caller: Caller) {
    const person = personOf(caller);
    const account = parseLedgerAccountId(request.ledgerAccountId);
    const pageSize = parsePageSize(request.pageSize);
    const [after = -1] = PageToken.parse(request.pageToken, [INDEX]) ?? [];
    if (!hasRole(person, account.companyId, ['seller', 'mentor'])) throw new Problem('not_found');

    return this.db.ofCompany(account.companyId, async (tx) => {
      const balance = await balanceOf(tx, account);
      if (!balance) throw new Problem('not_found');
      // Entries that came since would not be in the balance.
      const range = { after: BigInt(after), upTo: balance.asOfIndex, limit: pageSize + 1 };
      const rows = await statementOf(tx, account, range);
      const entries = rows.slice(0, pageSize);
      return {
        ...balance,
        ledgerAccountId: ledgerAccountId(account),
        entries: entries.map((row) => ({
          ...row,
          orderId: row.orderId ?? '',
          recordedAt: timestampFromDate(row.recordedAt),
        })),
        nextPageToken: rows.length > pageSize ? PageToken.of(String(entries.at(-1)?.index)) : '',
      };
    });
  }
}
