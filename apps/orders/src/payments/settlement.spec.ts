import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { CompanyId, HoldId, OrderId, PaymentId } from '#kernel/id.js';
import type { OrderStatus } from '../orders/order.js';
import {
  close,
  giveBack,
  needsAttention,
  rescue,
  see,
  type Decision,
  type Fact,
  type OrderState,
  type PaymentState,
  type SeenPayment,
} from './settlement.js';

const TOTAL = Fen.of(8_100);

const payment = (of: Partial<PaymentState> = {}): PaymentState => ({
  paymentId: PaymentId.new(),
  provider: 'sandbox',
  ref: 'pay_1',
  status: 'PENDING',
  amountFen: TOTAL,
  receivedFen: Fen.zero,
  stray: null,
  ...of,
});

const order = (of: Partial<OrderState> = {}): OrderState => ({
  orderId: OrderId.new(),
  companyId: CompanyId.new(),
  status: 'AWAITING_PAYMENT',
  version: 1,
  totalFen: TOTAL,
  holdId: HoldId.new(),
  cancelRequested: false,
  paidBy: null,
  payments: [payment()],
  ...of,
});

const seenOf = ({ orderId, payments }: OrderState, of: Partial<SeenPayment> = {}): SeenPayment => ({
  provider: 'sandbox',
  ref: payments[0]!.ref ?? 'pay_1',
  status: 'SUCCEEDED',
  receivedFen: TOTAL,
  currency: 'CNY',
  livemode: false,
  orderId,
  paymentId: payments[0]!.paymentId,
  ...of,
});

const kinds = ({ facts }: Decision) => facts.map((fact) => (fact.kind === 'stray' ? fact.reason : fact.kind));

describe('What a provider shows', () => {
  it.each<[OrderStatus, OrderStatus, string[]]>([
    ['AWAITING_PAYMENT', 'PAID', ['paid']],
    ['EXPIRING', 'PAID', ['paid']],
    ['EXPIRED', 'EXPIRED', []],
    ['CANCELLED', 'CANCELLED', []],
    ['PAID', 'PAID', ['double']],
    ['SHIPPED', 'SHIPPED', ['double']],
    ['COMPLETED', 'COMPLETED', ['double']],
    ['REFUNDED', 'REFUNDED', ['double']],
  ])('as money moves an order %s to %s', (status, next, facts) => {
    const before = order({ status });

    const decision = see(before, seenOf(before), false);

    expect(decision.order.status).toBe(next);
    expect(kinds(decision)).toEqual(facts);
    expect(decision.order.payments[0]).toMatchObject({ status: 'SUCCEEDED', receivedFen: TOTAL });
  });

  it.each<[string, Partial<SeenPayment>]>([
    ['a fen too little', { receivedFen: Fen.of(8_099) }],
    ['a fen too much', { receivedFen: Fen.of(8_101) }],
    ['another currency', { currency: 'USD' }],
    ['real money where play is expected', { livemode: true }],
    ['another order', { orderId: OrderId.new() }],
  ])('pays for nothing if it is %s', (_, difference) => {
    const before = order();

    const decision = see(before, seenOf(before, difference), false);

    expect(decision.order.status).toBe('AWAITING_PAYMENT');
    expect(kinds(decision)).toEqual(['mismatch']);
  });

  it('changes nothing when it is shown again, or is older than what we know', () => {
    const before = order();
    const paid = see(before, seenOf(before), false).order;

    for (const status of ['SUCCEEDED', 'CANCELLED', 'FAILED', 'PENDING'] as const) {
      expect(see(paid, seenOf(before, { status }), false)).toEqual({ order: paid, facts: [] });
    }
  });

  it('believes the money even of a payment that was said to have failed', () => {
    const before = order({ payments: [payment({ status: 'FAILED' })] });

    expect(kinds(see(before, seenOf(before), false))).toEqual(['paid']);
  });

  it('learns the provider’s id of a payment it never had an answer for', () => {
    const before = order({ payments: [payment({ status: 'CREATING', ref: null })] });

    const { order: after } = see(before, seenOf(before, { ref: 'pay_7' }), false);

    expect(after.payments).toMatchObject([{ ref: 'pay_7', status: 'SUCCEEDED' }]);
  });

  it('takes money under an unknown id for a second payment, once', () => {
    const before = order();
    const paid = see(before, seenOf(before), false).order;
    const twice = seenOf(before, { ref: 'pay_2' });

    const decision = see(paid, twice, false);

    expect(kinds(decision)).toEqual(['double']);
    expect(decision.order.payments).toHaveLength(2);
    expect(see(decision.order, twice, false).facts).toEqual([]);
    expect(see(paid, { ...twice, status: 'PENDING' }, false).order).toBe(paid);
  });

  it('ends an order whose time is over when nothing can come any more', () => {
    const one = payment({ ref: 'pay_1', status: 'FAILED' });
    const before = order({ status: 'EXPIRING', payments: [payment({ ref: 'pay_2' }), one] });

    const cancelled = seenOf(before, { status: 'CANCELLED' });

    expect(kinds(see(before, cancelled, false))).toEqual(['expired']);
    expect(kinds(see({ ...before, cancelRequested: true }, cancelled, false))).toEqual(['cancelled']);
    expect(kinds(close(before, []))).toEqual([]);
  });
});

describe('Money that came after the end', () => {
  const late = () => {
    const ended = order({ status: 'EXPIRED', version: 3, payments: [payment({ status: 'CANCELLED' })] });
    return see(ended, seenOf(ended), false).order;
  };

  it('waits until somebody has looked for the goods', () => {
    expect(late().payments).toMatchObject([{ stray: 'undecided' }]);
    expect(needsAttention(late())).toBe(true);
  });

  it('pays under the new hold if they are there', () => {
    const holdId = HoldId.new();

    const decision = rescue(late(), holdId);

    expect(kinds(decision)).toEqual(['paid']);
    expect(decision.order).toMatchObject({ status: 'PAID', holdId, version: 4, payments: [{ stray: null }] });
    expect(needsAttention(decision.order)).toBe(false);
    expect(rescue(decision.order, holdId).facts).toEqual([]);
  });

  it('goes back if they are gone, once', () => {
    const decision = giveBack(late(), 'late');

    expect(kinds(decision)).toEqual(['late']);
    expect(decision.order.status).toBe('EXPIRED');
    expect(giveBack(decision.order, 'late').facts).toEqual([]);
  });
});

describe('Whatever is told in whatever order', () => {
  // Every sort of thing that can be told about an order with two attempts and one stranger.
  const telling = fc.oneof(
    fc.record({
      do: fc.constant('see' as const),
      ref: fc.constantFrom('pay_1', 'pay_2', 'pay_3'),
      status: fc.constantFrom('PENDING' as const, 'FAILED' as const, 'CANCELLED' as const, 'SUCCEEDED' as const),
      receivedFen: fc.constantFrom(8_100, 8_100, 8_100, 8_099).map(Fen.of),
    }),
    fc.constantFrom(
      { do: 'rescue' as const },
      { do: 'give back' as const },
      { do: 'close' as const },
      { do: 'expire' as const },
    ),
  );
  const before = order({ payments: [payment({ ref: 'pay_1' }), payment({ ref: 'pay_2' })] });

  it('an order is paid at most once, and all other money goes back once or is still being decided', () => {
    fc.assert(
      fc.property(fc.array(telling, { maxLength: 25 }), fc.boolean(), (tellings, cancelRequested) => {
        let state: OrderState = { ...before, cancelRequested };
        const facts: Fact[] = [];
        for (const told of tellings) {
          const decision = tell(state, told);
          expect(decision.order.version).toBeGreaterThanOrEqual(state.version);
          facts.push(...decision.facts);
          state = decision.order;
        }

        const paid = facts.flatMap((fact) => (fact.kind === 'paid' ? [fact.paymentId] : []));
        const returned = facts.flatMap((fact) => (fact.kind === 'stray' ? [fact.payment.paymentId] : []));
        const money = state.payments.filter(({ status }) => status === 'SUCCEEDED');
        expect(paid.length).toBeLessThanOrEqual(1);
        expect(state.paidBy).toBe(paid[0] ?? null);
        expect(state.status === 'PAID').toBe(paid.length === 1);
        expect(returned.sort()).toEqual(
          money.flatMap(({ stray, paymentId }) => (stray && stray !== 'undecided' ? [paymentId] : [])).sort(),
        );
        expect(money.filter(({ stray }) => stray === null).map(({ paymentId }) => paymentId)).toEqual(paid);
        if (money.some(({ stray }) => stray === 'undecided')) expect(needsAttention(state)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  function tell(state: OrderState, told: typeof telling extends fc.Arbitrary<infer T> ? T : never): Decision {
    if (told.do === 'see') {
      const { ref, status, receivedFen } = told;
      return see(state, seenOf(state, { ref, status, receivedFen, paymentId: state.payments[0]!.paymentId }), false);
    }
    if (told.do === 'rescue') return rescue(state, HoldId.new());
    if (told.do === 'give back') return giveBack(state, 'late');
    if (told.do === 'close') return close(state, []);
    const expires = state.status === 'AWAITING_PAYMENT';
    return { order: expires ? { ...state, status: 'EXPIRING', version: state.version + 1 } : state, facts: [] };
  }
});
