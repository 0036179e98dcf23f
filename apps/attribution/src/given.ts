import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  Ledger,
  SplitRuleApprovedSchema,
  type OrderJournalsAnswer,
} from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { LotPackedSchema, type AllocationSchema } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { CompanyFoundedSchema, Standings } from '#contracts/tianjian/identity/v1/identity_pb.js';
import {
  OrderPaidSchema,
  OrderRefundedSchema,
  PaidLineSchema,
  type OrderPaid,
  type PaidLine,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import {
  CompanyId,
  HoldId,
  IncubatorId,
  LineId,
  LotId,
  OrderId,
  PackingId,
  PaymentId,
  PersonId,
  RefundId,
  SkuId,
  SupplierId,
} from '#kernel/id.js';
import type { CallingPerson } from '#messaging/caller.js';
import { rpcSubject } from '#messaging/subjects.js';
import { asPerson, eventually, type RunningServiceUnderTest } from '#testing/running-service.js';
import { defaultRuleId } from './rules/default-rule.js';

// What specs of this service start from.

export const { OUTRIGHT, CONSIGNMENT, COMMISSION } = SaveSkuRequest_PurchaseKind;

/** A company that identity founded, with its default rule. */
export async function givenCompany(attribution: RunningServiceUnderTest): Promise<CompanyId> {
  const companyId = CompanyId.new();
  await attribution.deliver(CompanyFoundedSchema, { companyId, incubatorId: IncubatorId.new(), version: 1 });
  await eventually(async () => {
    const approved = await attribution.published(SplitRuleApprovedSchema);
    return approved.some((event) => event.companyId === companyId);
  });
  return companyId;
}

export const member = (companyId: CompanyId, ...roles: string[]): CallingPerson => ({
  personId: PersonId.new(),
  memberships: [{ companyId, roles }],
  mandates: [],
});

export const mandated = (companyId: CompanyId, role = 'mentor'): CallingPerson => ({
  personId: PersonId.new(),
  memberships: [],
  mandates: [{ incubatorId: IncubatorId.new(), role, companyIds: [companyId] }],
});

export const stranger = (): CallingPerson => ({ personId: PersonId.new(), memberships: [], mandates: [] });

/** Identity's word on who was ever a member, as the broker carries it. */
export function givenIdentity(nats: NatsConnection, everMembers: Set<string>): void {
  nats.subscribe(rpcSubject(Standings.method.everMember), {
    callback: (_, message) => {
      const { data } = message.json<{ data: { personId: string } }>();
      const response = { everMember: everMembers.has(data.personId) };
      message.respond(JSON.stringify({ response, isDisposed: true }));
    },
  });
}

export type Line = Partial<
  Pick<PaidLine, 'quantity' | 'grossFen' | 'freightFen' | 'cashFen' | 'ruleId' | 'purchaseKind'>
> & {
  allocations?: MessageInitShape<typeof AllocationSchema>[];
  discounts?: { payer: string; amountFen: bigint }[];
};

/** One line of 100 yuan for two pieces of one lot that cost 40 yuan. */
export function lineOf(companyId: CompanyId, line: Line = {}): PaidLine {
  const { grossFen = 10_000n, freightFen = 0n, discounts = [] } = line;
  const off = discounts.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  return create(PaidLineSchema, {
    lineId: LineId.new(),
    skuId: SkuId.new(),
    quantity: 2,
    grossFen,
    freightFen,
    cashFen: grossFen - off + freightFen,
    ruleId: defaultRuleId(companyId),
    purchaseKind: CONSIGNMENT,
    allocations: [{ lotId: LotId.new(), supplierId: SupplierId.new(), pieces: 2, grams: 5_000n, costFen: 4_000n }],
    ...line,
  });
}

export function paidOrder(companyId: CompanyId, lines: Line[] = [{}]): OrderPaid {
  const paid = lines.map((line) => lineOf(companyId, line));
  return create(OrderPaidSchema, {
    orderId: OrderId.new(),
    companyId,
    holdId: HoldId.new(),
    lines: paid,
    freightFen: paid.reduce((sum, { freightFen }) => sum + freightFen, 0n),
    cashFen: paid.reduce((sum, { cashFen }) => sum + cashFen, 0n),
    paymentId: PaymentId.new(),
    paidAt: timestampFromDate(new Date()),
    version: 2,
    buyerId: PersonId.new(),
  });
}

export const refundOf = ({ orderId, companyId, cashFen, paymentId }: OrderPaid, amountFen = cashFen) =>
  create(OrderRefundedSchema, { orderId, companyId, refundId: RefundId.new(), paymentId, amountFen, version: 3 });

export const packed = (companyId: CompanyId, fields: MessageInitShape<typeof LotPackedSchema>) =>
  create(LotPackedSchema, { companyId, packingId: PackingId.new(), skuId: SkuId.new(), pieces: 2, ...fields });

/** The order's entries as soon as there are so many, all of them in the log. */
export async function journalsOf(
  attribution: RunningServiceUnderTest,
  { orderId, companyId }: { orderId: string; companyId: string },
  count = 1,
): Promise<OrderJournalsAnswer['journals']> {
  const mentor = asPerson(mandated(companyId as CompanyId));
  return eventually(async () => {
    const answer = await attribution.call(Ledger.method.orderJournals, { orderId }, mentor).catch(() => undefined);
    const logged = answer?.journals.filter(({ index }) => index >= 0n) ?? [];
    return logged.length >= count && logged.length === answer?.journals.length ? logged : undefined;
  });
}

/** Balances by account. */
export async function accountsOf(
  attribution: RunningServiceUnderTest,
  companyId: CompanyId,
): Promise<Record<string, bigint>> {
  const mentor = asPerson(mandated(companyId));
  const { accounts } = await attribution.call(Ledger.method.listAccounts, { companyId }, mentor);
  return Object.fromEntries(accounts.map(({ name, balanceFen }) => [name, balanceFen]));
}
