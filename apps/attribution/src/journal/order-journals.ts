import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { Ledger, type GetOrderJournals } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { Db } from '#database/db.js';
import { OrderId, type CompanyId } from '#kernel/id.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller, CallingPerson } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { ledgerAccountId } from '../accounts/ledger-account-id.js';
import { companyOfOrder, journalsOfOrder, type LoggedEntry } from './order-journals.sql.js';

@Controller()
export class OrderJournalsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Ledger.method.orderJournals)
  async handle(request: GetOrderJournals, caller: Caller) {
    const orderId = OrderId.parse(request.orderId);
    const companyId = await this.companyOf(orderId, personOf(caller));
    const journals = await this.db.ofCompany(companyId, (tx) => journalsOfOrder(tx, companyId, orderId));
    return { journals: journals.map((journal) => answer(companyId, journal)) };
  }

  /** Of which company the order is, if the person may know of it. */
  private async companyOf(orderId: OrderId, person: CallingPerson): Promise<CompanyId> {
    const companies = await this.db.single((tx) => companyOfOrder(tx, orderId));
    const known = companies.find((companyId) => hasRole(person, companyId, ['packer', 'mentor']));
    if (!known) throw new Problem('not_found');
    return known;
  }
}

const answer = (companyId: CompanyId, { journalId, index, kind, legs, recordedAt }: LoggedEntry) => ({
  journalId,
  index: index ?? -1n,
  kind,
  legs: legs.map(({ account, lineId, ruleId, amountFen }) => ({
    ledgerAccountId: ledgerAccountId({ companyId, account }),
    lineId: lineId ?? '',
    ruleId: ruleId ?? '',
    amountFen,
  })),
  recordedAt: timestampFromDate(recordedAt),
});
