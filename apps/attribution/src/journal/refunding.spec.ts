import { beforeAll, describe, expect, it } from '@jest/globals';
import { create } from '@bufbuild/protobuf';
import pg from 'pg';
import { Ledger, type Journal } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import {
  OrderPaidSchema,
  OrderRefundedSchema,
  RefundedLineSchema,
  StrayPaymentReceivedSchema,
  StrayPaymentReturnedSchema,
  type OrderPaid,
  type OrderRefunded,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { PiecesGivenUpSchema, RefundFailedSchema } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { CompanyId, LotId, OrderId, PaymentId, RefundId, SupplierId } from '#kernel/id.js';
import { asPerson, eventually, runningService } from '#testing/running-service.js';
import { AttributionModule } from '../attribution.module.js';
import { settings } from '../config.js';
import { accountsOf, givenCompany, journalsOf, mandated, OUTRIGHT, paidOrder, refundOf } from '../given.js';

const attribution = runningService('attribution', AttributionModule, { settings });
let company: CompanyId;

beforeAll(async () => {
  company = await givenCompany(attribution);
});

const post = (order: OrderPaid) => attribution.deliver(OrderPaidSchema, order);
const refund = (event: OrderRefunded) => attribution.deliver(OrderRefundedSchema, event);
const fail = ({ orderId, companyId, refundId, amountFen }: OrderRefunded) =>
  attribution.deliver(RefundFailedSchema, { orderId, companyId, refundId, amountFen });

/** A refund of some lines. */
const ofLines = (order: OrderPaid, ...amounts: bigint[]) => ({
  ...refundOf(
    order,
    amounts.reduce((sum, fen) => sum + fen, 0n),
  ),
  lines: amounts.flatMap((amountFen, at) =>
    amountFen > 0n ? [create(RefundedLineSchema, { lineId: order.lines[at]!.lineId, amountFen })] : [],
  ),
});

/** Sums by account, of one line if it is named; those of nothing left out. */
function held(journals: Journal[], lineId?: string): Record<string, bigint> {
  const amounts: Record<string, bigint> = {};
  for (const leg of journals.flatMap(({ legs }) => legs)) {
    if (lineId !== undefined && leg.lineId !== lineId) continue;
    const account = leg.ledgerAccountId.split('@')[0]!;
    amounts[account] = (amounts[account] ?? 0n) + leg.amountFen;
  }
  return Object.fromEntries(Object.entries(amounts).filter(([, fen]) => fen !== 0n));
}

describe('Refunding lines of an order', () => {
  it('takes from the shares of those lines alone, the last one to exactly nothing', async () => {
    const order = paidOrder(company, [{ freightFen: 600n }, { grossFen: 3_333n }]);
    await post(order);
    const [paid] = await journalsOf(attribution, order);
    const second = order.lines[1]!.lineId;

    await refund(ofLines(order, 0n, 1_000n));
    const [, part] = await journalsOf(attribution, order, 2);
    await refund(ofLines(order, 0n, 2_333n));
    const all = await journalsOf(attribution, order, 3);

    expect(new Set(part!.legs.map(({ lineId }) => lineId))).toEqual(new Set([second]));
    expect(held([part!])['clearing:psp']).toBe(1_000n);
    const fee = held([paid!], second)['fee:psp']!;
    expect(held(all, second)).toEqual({ 'fee:psp': fee, 'revenue:company': -fee });
    expect(held(all, order.lines[0]!.lineId)).toEqual(held([paid!], order.lines[0]!.lineId));
  });

  it('takes of a line no more than is left of it; the rest comes out of suspense, and somebody is told', async () => {
    const order = paidOrder(company, [{}, {}]);
    await post(order);
    await refund(ofLines(order, 10_005n));

    const journals = await journalsOf(attribution, order, 2);

    expect(held([journals[1]!])).toMatchObject({ 'clearing:psp': 10_005n, 'suspense:unsplit': -5n });
  });

  it('after the statements were read, posts to now and leaves them as they were', async () => {
    const seller = await givenCompany(attribution);
    const supplierId = SupplierId.new();
    const lot = { lotId: LotId.new(), supplierId, pieces: 2, grams: 5_000n, costFen: 4_000n };
    const order = paidOrder(seller, [{ allocations: [lot] }]);
    await post(order);
    await journalsOf(attribution, order);
    const ledgerAccountId = `payable:farmer:${supplierId}@${seller}`;
    const statement = () =>
      attribution.call(Ledger.method.getStatement, { ledgerAccountId }, asPerson(mandated(seller)));
    const before = await statement();

    await refund(ofLines(order, 5_000n));
    await journalsOf(attribution, order, 2);

    const after = await statement();
    expect(after.entries.slice(0, before.entries.length)).toEqual(before.entries);
    expect(after.entries.at(-1)).toMatchObject({ amountFen: -2_000n, balanceFen: 2_000n, kind: 'order_refunded' });
    expect(after.entries.at(-1)!.index).toBeGreaterThan(before.asOfIndex);
  });

  it('payout wrong after refund: who was paid out already owes the rest on an account of its own', async () => {
    const seller = await givenCompany(attribution);
    const supplierId = SupplierId.new();
    const lot = { lotId: LotId.new(), supplierId, pieces: 2, grams: 5_000n, costFen: 4_000n };
    const order = paidOrder(seller, [{ allocations: [lot] }]);
    await post(order);
    await journalsOf(attribution, order);
    // The farmer has had 30 of his 40 yuan.
    await attribution.sql(
      `INSERT INTO journal (company_id, journal_id, kind, ref, accounts, amounts, line_nos, refundable, line_ids, rule_ids)
       VALUES ($1, gen_random_uuid(), 'lot_bought', $2, $3, '{-3000,3000}', '{NULL,NULL}', '{t,t}', '{}', '{}')`,
      [seller, `paid out:${supplierId}`, [`payable:farmer:${supplierId}`, 'payout:in_transit']],
    );

    await refund(refundOf(order));
    await journalsOf(attribution, order, 2);

    const accounts = await accountsOf(attribution, seller);
    expect(accounts[`payable:farmer:${supplierId}`]).toBe(0n);
    expect(accounts[`recovery:farmer:${supplierId}`]).toBe(-3_000n);
    expect(Object.values(accounts).reduce((sum, fen) => sum + fen, 0n)).toBe(0n);
  });
});

describe('The log', () => {
  it('never has a refund before its order, however long the refund was under way', async () => {
    const order = paidOrder(company);
    const earlier = new pg.Client(attribution.url());
    await earlier.connect();
    await earlier.query('BEGIN');
    // Whoever refunds this order waits for us.
    await earlier.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [order.orderId]);
    await refund(refundOf(order));
    await eventually(async () => (await waitingForLocks()) > 0);
    await post(order);
    const posted = () => attribution.sql('SELECT FROM journal WHERE order_id = $1', [order.orderId]);
    await eventually(async () => (await posted()).length > 0);

    await earlier.query('COMMIT');
    await earlier.end();

    const journals = await journalsOf(attribution, order, 2);
    expect(journals.map(({ kind }) => kind)).toEqual(['order_paid', 'order_refunded']);
  });
});

const waitingForLocks = async () =>
  (
    await attribution.sql(
      `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
  ).length;

describe('A refund that failed after all', () => {
  it('is undone leg by leg, and somebody is told', async () => {
    const order = paidOrder(company, [{ freightFen: 600n }]);
    await post(order);
    const given = refundOf(order);
    await refund(given);
    const [paid] = await journalsOf(attribution, order, 2);

    await fail(given);
    await fail(given);
    const journals = await journalsOf(attribution, order, 3);

    expect(journals.map(({ kind }) => kind)).toEqual(['order_paid', 'order_refunded', 'refund_failed']);
    expect(held(journals)).toEqual(held([paid!]));
    const warnings = await attribution.sql(
      `SELECT FROM warning WHERE code = 'refund.failed' AND subject = $1 AND closed_at IS NULL`,
      [`refund:${given.refundId}`],
    );
    expect(warnings).toHaveLength(1);
  });

  it('waits for its refund if it is told first', async () => {
    const order = paidOrder(company);
    const given = refundOf(order);
    await fail(given);
    await post(order);
    await refund(given);

    const journals = await journalsOf(attribution, order, 3);

    expect(held(journals)).toEqual(held(journals.slice(0, 1)));
    expect(await attribution.sql('SELECT FROM parked_failure WHERE refund_id = $1', [given.refundId])).toEqual([]);
  });

  it('of stray money puts it into suspense again', async () => {
    const stray = { orderId: OrderId.new(), companyId: company, paymentId: PaymentId.new(), amountFen: 4_200n };
    const refundId = RefundId.new();
    await attribution.deliver(StrayPaymentReceivedSchema, { ...stray, reason: 'late' });
    await attribution.deliver(StrayPaymentReturnedSchema, { ...stray, refundId });
    await journalsOf(attribution, stray, 2);

    await attribution.deliver(RefundFailedSchema, { ...stray, refundId });

    expect(held(await journalsOf(attribution, stray, 3))).toEqual({
      'clearing:psp': -4_200n,
      'suspense:stray': 4_200n,
    });
  });
});

describe('Pieces that were never shipped', () => {
  it('lie in the inventory again, at their cost, whether the money went back or not', async () => {
    const lot = { lotId: LotId.new(), supplierId: SupplierId.new(), pieces: 2, grams: 5_000n, costFen: 4_000n };
    const order = paidOrder(company, [{ purchaseKind: OUTRIGHT, allocations: [lot] }]);
    await post(order);
    const given = refundOf(order);
    const line = order.lines[0]!;
    const { orderId, companyId } = order;
    const givenUp = { orderId, companyId, refundId: given.refundId };
    const lines = [{ ...line, skuId: line.skuId, allocations: line.allocations }].map(
      ({ lineId, skuId, ruleId, purchaseKind, allocations }) => ({ lineId, skuId, ruleId, purchaseKind, allocations }),
    );
    await attribution.deliver(PiecesGivenUpSchema, { ...givenUp, lines });
    await refund(given);

    const journals = await journalsOf(attribution, order, 3);

    const fee = held(journals)['fee:psp']!;
    expect(held(journals)).toEqual({ 'fee:psp': fee, 'revenue:company': -fee });
    expect(journals.find(({ kind }) => kind === 'pieces_returned')!.legs.map(({ amountFen }) => amountFen)).toEqual([
      -4_000n,
      4_000n,
    ]);
  });
});

describe('Payout wrong after refund', () => {
  it('cannot be: what is held is what came in less what went back, told in any order', async () => {
    const seller = await givenCompany(attribution);
    const orders = Array.from({ length: 8 }, (_, at) =>
      paidOrder(seller, [{ grossFen: 9_999n - BigInt(at), freightFen: 13n }, { grossFen: 1_001n + BigInt(at) }]),
    );
    let kept = 0n;
    const told = orders.flatMap((order, at) => {
      const parts = [ofLines(order, 3_333n), ofLines(order, 1n, 500n), ofLines(order, 777n)];
      const failed = at % 2 === 0 ? [parts[1]!] : [];
      const back = [...parts.map(({ amountFen }) => amountFen), ...failed.map(({ amountFen }) => -amountFen)];
      kept += order.cashFen - back.reduce((sum, fen) => sum + fen, 0n);
      return [() => post(order), ...parts.map((part) => () => refund(part)), ...failed.map((part) => () => fail(part))];
    });

    // Each refund before its order, each failure before its refund.
    for (const tell of [...told].reverse()) await tell();

    await eventually(async () => {
      for (const order of orders) await journalsOf(attribution, order, 4 + (orders.indexOf(order) % 2 === 0 ? 1 : 0));
      return true;
    });
    const accounts = await accountsOf(attribution, seller);
    expect(accounts['clearing:psp']).toBe(-kept);
    expect(Object.values(accounts).reduce((sum, fen) => sum + fen, 0n)).toBe(0n);
    for (const [account, fen] of Object.entries(accounts)) {
      if (account.startsWith('payable:')) expect(fen).toBeGreaterThanOrEqual(0n);
    }
  });
});
