import { describe, expect, it, beforeAll } from '@jest/globals';
import { Ledger, type Leg } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { LotPackedSchema } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import {
  OrderPaidSchema,
  OrderRefundedSchema,
  StrayPaymentReceivedSchema,
  StrayPaymentReturnedSchema,
  type OrderPaid,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { CompanyId, LotId, OrderId, PaymentId, RefundId, RuleId, SupplierId } from '#kernel/id.js';
import type { CallingPerson } from '#messaging/caller.js';
import { asPerson, eventually, runningService } from '#testing/running-service.js';
import { AttributionModule } from '../attribution.module.js';
import { settings } from '../config.js';
import {
  accountsOf,
  COMMISSION,
  CONSIGNMENT,
  givenCompany,
  journalsOf,
  mandated,
  member,
  OUTRIGHT,
  packed,
  paidOrder,
  refundOf,
  stranger,
} from '../given.js';
import { defaultRuleId } from '../rules/default-rule.js';

const attribution = runningService('attribution', AttributionModule, { settings });
const [lotId, supplierId] = [LotId.new(), SupplierId.new()];
const lot = { lotId, supplierId, pieces: 2, grams: 5_000n, costFen: 4_000n };
let company: CompanyId;

beforeAll(async () => {
  company = await givenCompany(attribution);
});

describe('Posting a paid order', () => {
  it('shows every fen: whose it is, of which line, by which rule', async () => {
    const order = paidOrder(company, [{ freightFen: 600n, allocations: [lot] }]);
    await attribution.deliver(OrderPaidSchema, order);

    const [journal] = await journalsOf(attribution, order);

    expect(journal).toMatchObject({ kind: 'order_paid', index: expect.any(BigInt), recordedAt: expect.anything() });
    expect(byAccount(journal!.legs)).toEqual({
      'clearing:psp': -10_600n,
      [`payable:farmer:${supplierId}`]: 4_000n,
      'revenue:platform': 200n,
      'fund:relief': 100n,
      'fund:incubator': 300n,
      'payable:host': 800n,
      'fee:psp': 64n, // 63.60
      'revenue:company': 4_536n, // 4,536.40
      'payable:logistics': 600n,
    });
    for (const leg of journal!.legs) {
      expect(leg).toMatchObject({ lineId: order.lines[0]!.lineId, ruleId: defaultRuleId(company) });
      expect(leg.ledgerAccountId).toMatch(new RegExp(`@${company}$`));
    }
  });

  it.each([
    ['bought outright, out of the inventory', OUTRIGHT, { [`inventory:lot:${lotId}`]: 4_000n }],
    ['on consignment, to the farmer', CONSIGNMENT, { [`payable:farmer:${supplierId}`]: 4_000n }],
    ['on commission, to the principal', COMMISSION, { [`payable:principal:${supplierId}`]: 8_000n }],
  ])('takes the cost of goods %s', async (_, purchaseKind, expected) => {
    const order = paidOrder(company, [{ purchaseKind, allocations: [lot] }]);
    await attribution.deliver(OrderPaidSchema, order);

    const [journal] = await journalsOf(attribution, order);

    const costs = Object.entries(byAccount(journal!.legs)).filter(([account]) => /farmer|principal|lot/.test(account));
    expect(Object.fromEntries(costs)).toEqual(expected);
  });

  it('sums to zero for each line, with discounts of every payer', async () => {
    const discounts = ['company', 'platform', 'fund'].map((payer) => ({ payer, amountFen: 333n }));
    const order = paidOrder(company, [{ discounts }, { grossFen: 1n, freightFen: 7n }, {}]);
    await attribution.deliver(OrderPaidSchema, order);

    const [journal] = await journalsOf(attribution, order);

    for (const { lineId } of order.lines) {
      expect(sum(journal!.legs.filter((leg) => leg.lineId === lineId))).toBe(0n);
    }
    expect(byAccount(journal!.legs)).toMatchObject({
      'clearing:psp': -order.cashFen,
      'subsidy:platform': -333n,
      'subsidy:fund': -333n,
    });
  });

  it('tells for each line who paid which discount, also where one pays two', async () => {
    const goodsAndFreight = [
      { payer: 'platform', amountFen: 300n },
      { payer: 'platform', amountFen: 600n },
    ];
    const order = paidOrder(company, [
      { discounts: goodsAndFreight, freightFen: 600n, allocations: [lot] },
      { discounts: [{ payer: 'fund', amountFen: 50n }] },
      { discounts: [{ payer: 'company', amountFen: 1_000n }] },
    ]);
    await attribution.deliver(OrderPaidSchema, order);

    const [journal] = await journalsOf(attribution, order);

    const of = order.lines.map(({ lineId }) => byAccount(journal!.legs.filter((leg) => leg.lineId === lineId)));
    // Whoever else pays stands in for the buyer: the farmer's and everybody's shares are of the full price.
    expect(of[0]).toMatchObject({
      'clearing:psp': -9_700n,
      'subsidy:platform': -900n,
      'payable:host': 800n,
      [`payable:farmer:${supplierId}`]: 4_000n,
      'payable:logistics': 600n,
    });
    expect(of[1]).toMatchObject({ 'clearing:psp': -9_950n, 'subsidy:fund': -50n, 'payable:host': 800n });
    // The company's own lowers what is shared out, and nobody stands in.
    expect(of[2]).toMatchObject({ 'clearing:psp': -9_000n, 'payable:host': 720n });
    expect(Object.keys(of[2]!).filter((account) => account.startsWith('subsidy:'))).toEqual([]);
    const [{ input } = { input: undefined }] = await attribution.sql<{ input: { lines: { discounts: object }[] } }>(
      `SELECT input FROM journal WHERE order_id = $1`,
      [order.orderId],
    );
    expect(input!.lines[0]!.discounts).toEqual([
      { payer: 'platform', amountFen: '300' },
      { payer: 'platform', amountFen: '600' },
    ]);
  });

  it('happens once, however often and in however many pieces it is told', async () => {
    const orders = Array.from({ length: 30 }, () => paidOrder(company));
    for (const order of [...orders, ...orders.slice(0, 20)]) {
      const eventId = order.orderId; // The same event again.
      await attribution.deliver(OrderPaidSchema, order, eventId);
    }
    // Told by another event: a fault of the publisher, which somebody has to see.
    await attribution.deliver(OrderPaidSchema, orders[0]!);
    await warned('journal.posted_twice', `order_paid:${orders[0]!.orderId}`);

    const rows = await attribution.sql('SELECT FROM journal WHERE order_id = ANY($1)', [orders.map((o) => o.orderId)]);
    expect(rows).toHaveLength(30);
  });
});

describe('An order that is no order', () => {
  it('is put aside, and its neighbours are posted', async () => {
    const [before, broken, after] = [
      paidOrder(company),
      { ...paidOrder(company), orderId: 'apple' },
      paidOrder(company),
    ];
    for (const order of [before, broken, after]) await attribution.deliver(OrderPaidSchema, order);

    await journalsOf(attribution, before);
    await journalsOf(attribution, after);
    await eventually(async () => {
      const letters = await attribution.sql(`SELECT FROM dead_letter WHERE consumer = 'attribution-post-order'`);
      return letters.length === 1;
    });
  });
});

describe('A paid order that cannot be split', () => {
  const other = CompanyId.new();
  it.each<[string, () => OrderPaid]>([
    ['names no rule', () => paidOrder(company, [{}, { ruleId: '' }])],
    ['names a rule nobody knows', () => paidOrder(company, [{ ruleId: RuleId.new() }])],
    ['names another company’s rule', () => ({ ...paidOrder(other, [{ ruleId: defaultRuleId(company) }]) })],
    ['was paid before its rule began', () => paidLongAgo()],
    ['does not add up', () => ({ ...paidOrder(company), cashFen: 9_999n })],
    ['has pieces from no lot', () => paidOrder(company, [{ allocations: [] }])],
  ])('waits in suspense when it %s, and somebody is told', async (_, make) => {
    const order = make();
    await attribution.deliver(OrderPaidSchema, order);

    const [journal] = await journalsOf(attribution, order);

    expect(byAccount(journal!.legs)).toEqual({ 'clearing:psp': -order.cashFen, 'suspense:unsplit': order.cashFen });
    await warned('order.unsplit', `order:${order.orderId}`);
  });

  it('can be refunded', async () => {
    const order = paidOrder(company, [{ ruleId: '' }]);
    await attribution.deliver(OrderPaidSchema, order);
    await journalsOf(attribution, order);
    await attribution.deliver(OrderRefundedSchema, refundOf(order));

    const [, refund] = await journalsOf(attribution, order, 2);

    expect(byAccount(refund!.legs)).toEqual({ 'clearing:psp': 10_000n, 'suspense:unsplit': -10_000n });
  });
});

describe('Refunding an order', () => {
  it('takes back what everybody got, but for the fee, which the company bears', async () => {
    const order = paidOrder(company, [{ freightFen: 600n }, { grossFen: 333n }]);
    await attribution.deliver(OrderPaidSchema, order);
    await journalsOf(attribution, order);
    await attribution.deliver(OrderRefundedSchema, refundOf(order));

    const [paid, refund] = await journalsOf(attribution, order, 2);

    expect(refund!.kind).toBe('order_refunded');
    for (const { lineId } of order.lines) expect(sum(refund!.legs.filter((leg) => leg.lineId === lineId))).toBe(0n);
    const fee = byAccount(paid!.legs)['fee:psp']!;
    expect(left(paid!.legs, refund!.legs)).toEqual({ 'fee:psp': fee, 'revenue:company': -fee });
  });

  it('waits for its order if it comes first', async () => {
    const order = paidOrder(company);
    await attribution.deliver(OrderRefundedSchema, refundOf(order));
    await eventually(async () => (await parked(order)).length === 1);

    await attribution.deliver(OrderPaidSchema, order);
    const [paid, refund] = await journalsOf(attribution, order, 2);

    expect([paid!.kind, refund!.kind]).toEqual(['order_paid', 'order_refunded']);
    expect(await parked(order)).toEqual([]);
    const [warning] = await attribution.sql<{ closed_reason: string }>(
      `SELECT closed_reason FROM warning WHERE code = 'refund.early' AND detail LIKE $1`,
      [`%${order.orderId}%`],
    );
    expect(warning!.closed_reason).toBe('the order came');
  });

  it('is found again if it was parked in the very moment its order was posted', async () => {
    const order = paidOrder(company);
    await attribution.deliver(OrderPaidSchema, order);
    await journalsOf(attribution, order);
    const { refundId, amountFen } = refundOf(order);
    const values = [company, refundId, order.orderId, amountFen];
    await attribution.sql(
      `INSERT INTO parked_refund (company_id, refund_id, order_id, amount_fen) VALUES ($1, $2, $3, $4)`,
      values,
    );

    expect(await journalsOf(attribution, order, 2)).toHaveLength(2);
  });

  it('of several parts ends at exactly nothing, also when told twice and all at once', async () => {
    const order = paidOrder(company, [{ grossFen: 9_999n }, { grossFen: 1_001n, freightFen: 13n }]);
    await attribution.deliver(OrderPaidSchema, order);
    const parts = [3_333n, 1n, 5_000n, order.cashFen - 8_334n].map((amount) => refundOf(order, amount));
    await Promise.all([...parts, ...parts].map((part) => attribution.deliver(OrderRefundedSchema, part)));

    const [paid, ...refunds] = await journalsOf(attribution, order, 5);

    expect(refunds).toHaveLength(4);
    const fee = byAccount(paid!.legs)['fee:psp']!;
    expect(
      left(
        paid!.legs,
        refunds.flatMap(({ legs }) => legs),
      ),
    ).toEqual({ 'fee:psp': fee, 'revenue:company': -fee });
  });

  it('of more than was paid takes the excess out of suspense, and somebody is told', async () => {
    const order = paidOrder(company);
    await attribution.deliver(OrderPaidSchema, order);
    const refund = refundOf(order, order.cashFen + 5n);
    await attribution.deliver(OrderRefundedSchema, refund);

    const [, entry] = await journalsOf(attribution, order, 2);

    expect(byAccount(entry!.legs)).toMatchObject({ 'clearing:psp': order.cashFen + 5n, 'suspense:unsplit': -5n });
    await warned('refund.excess', `refund:${refund.refundId}`);
  });
});

describe('Packing a lot', () => {
  it('owes the farmer for what is bought outright, and for nothing else', async () => {
    const buyer = await givenCompany(attribution);
    const bought = { lotId, supplierId, costFen: 3_000n };
    await attribution.deliver(LotPackedSchema, packed(buyer, { ...bought, purchaseKind: CONSIGNMENT }));
    await attribution.deliver(LotPackedSchema, packed(buyer, { ...bought, purchaseKind: COMMISSION }));
    const outright = packed(buyer, { ...bought, purchaseKind: OUTRIGHT });
    await attribution.deliver(LotPackedSchema, outright);
    await attribution.deliver(LotPackedSchema, outright);

    await eventually(async () => Object.keys(await accountsOf(attribution, buyer)).length > 0);
    expect(await accountsOf(attribution, buyer)).toEqual({
      [`inventory:lot:${lotId}`]: -3_000n,
      [`payable:farmer:${supplierId}`]: 3_000n,
    });
  });
});

describe('Money nobody expected', () => {
  it.each([
    ['', (paid: () => Promise<string>, back: () => Promise<string>) => [paid, back]],
    [', even if that is told first', (paid: () => Promise<string>, back: () => Promise<string>) => [back, paid]],
  ])('waits in suspense until it is given back%s', async (_, inOrder) => {
    const seller = await givenCompany(attribution);
    const stray = { orderId: OrderId.new(), companyId: seller, paymentId: PaymentId.new(), amountFen: 4_200n };
    const received = () => attribution.deliver(StrayPaymentReceivedSchema, { ...stray, reason: 'late' });
    const returned = () => attribution.deliver(StrayPaymentReturnedSchema, { ...stray, refundId: RefundId.new() });

    const [first, second] = inOrder(received, returned);
    await first!();
    const [one] = await journalsOf(attribution, stray);
    expect(byAccount(one!.legs)).toEqual(
      one!.kind === 'payment_stray'
        ? { 'clearing:psp': -4_200n, 'suspense:stray': 4_200n }
        : { 'clearing:psp': 4_200n, 'suspense:stray': -4_200n },
    );
    await second!();

    await journalsOf(attribution, stray, 2);
    await eventually(async () => (await accountsOf(attribution, seller))['suspense:stray'] === 0n);
    const warnings = await attribution.sql(`SELECT FROM warning WHERE subject = $1 AND closed_at IS NULL`, [
      `payment:${stray.paymentId}`,
    ]);
    expect(warnings).toEqual([]);
  });
});

describe('An order’s entries', () => {
  const ofCompany = (...roles: string[]) => member(company, ...roles);
  it.each<[string, boolean, () => CallingPerson]>([
    ['an owner', true, () => ofCompany('owner')],
    ['a seller', true, () => ofCompany('seller')],
    ['a packer', true, () => ofCompany('packer')],
    ['a mentor', true, () => mandated(company)],
    ['a host', false, () => ofCompany('host')],
    ['a college administrator', false, () => mandated(company, 'college_admin')],
    ['an owner of another company', false, () => member(CompanyId.new(), 'owner')],
    ['a mentor of another company', false, () => mandated(CompanyId.new())],
    ['somebody else', false, stranger],
  ])('are shown to %s: %s', async (_, shown, somebody) => {
    const order = paidOrder(company);
    await attribution.deliver(OrderPaidSchema, order);
    await journalsOf(attribution, order);

    const asked = attribution.call(Ledger.method.orderJournals, { orderId: order.orderId }, asPerson(somebody()));

    if (shown) expect((await asked).journals).toHaveLength(1);
    else await expect(asked).rejects.toMatchObject({ code: 'not_found' });
  });

  it('of no order are not found', async () => {
    const asked = (orderId: string) =>
      attribution.call(Ledger.method.orderJournals, { orderId }, asPerson(mandated(company)));

    await expect(asked(OrderId.new())).rejects.toMatchObject({ code: 'not_found' });
    await expect(asked('apple')).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

function paidLongAgo(): OrderPaid {
  return { ...paidOrder(company), paidAt: { $typeName: 'google.protobuf.Timestamp', seconds: 1n, nanos: 0 } };
}

const warned = (code: string, subject: string) =>
  eventually(async () => {
    const open = await attribution.sql(`SELECT FROM warning WHERE code = $1 AND subject = $2 AND closed_at IS NULL`, [
      code,
      subject,
    ]);
    return open.length > 0;
  });

const parked = ({ orderId }: OrderPaid) => attribution.sql('SELECT FROM parked_refund WHERE order_id = $1', [orderId]);

/** Sums by account. */
function byAccount(legs: Leg[]): Record<string, bigint> {
  const amounts: Record<string, bigint> = {};
  for (const { ledgerAccountId, amountFen } of legs) {
    const [account = ''] = ledgerAccountId.split('@');
    amounts[account] = (amounts[account] ?? 0n) + amountFen;
  }
  return amounts;
}

const left = (...entries: Leg[][]) =>
  Object.fromEntries(Object.entries(byAccount(entries.flat())).filter(([, amount]) => amount !== 0n));
const sum = (legs: Leg[]) => legs.reduce((total, { amountFen }) => total + amountFen, 0n);
