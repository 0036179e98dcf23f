import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { DEFAULT_STEPS } from '../rules/default-rule.js';
import { lines, rules } from './orders.arbitrary.js';
import { coverOrRecover } from './recovery.js';
import { cashLeft, reverse } from './reverse.js';
import { splitLine, type Part, type PaidLine } from './split.js';

describe('Refunding a paid line', () => {
  it('takes everything back at once but the fee, which the company bears', () => {
    const paid = splitLine(DEFAULT_STEPS, consignment);

    expect(balances([...paid, ...reverse(paid, [], Fen.of(7_780))])).toEqual({
      'fee:psp': 47n,
      'revenue:company': -47n,
    });
  });

  it('leaves the cost of what was bought outright with the company', () => {
    const paid = splitLine(DEFAULT_STEPS, { ...consignment, purchaseKind: 'OUTRIGHT' });

    expect(balances([...paid, ...reverse(paid, [], Fen.of(7_780))])).toEqual({
      'inventory:lot:spring': 3_600n,
      'fee:psp': 47n,
      'revenue:company': -3_647n,
    });
  });

  it('takes a part in proportion to what each still holds, and gives the platform its part of the coupon back', () => {
    const paid = splitLine(DEFAULT_STEPS, consignment);

    // 2,000 of 7,780 fen, and 77 of the 300 of the coupon: 2,077 of 8,080 of every share.
    expect(balances(reverse(paid, [], Fen.of(2_000)))).toEqual({
      'clearing:psp': 2_000n,
      'subsidy:platform': 77n,
      'payable:farmer:wang': -925n,
      'payable:logistics': -154n,
      'revenue:platform': -39n,
      'fund:relief': -19n,
      'fund:incubator': -58n,
      'payable:host': -154n,
      'revenue:company': -728n,
    });
  });

  it('takes the payment fee of whom the rule names', () => {
    const steps = DEFAULT_STEPS.map((step) =>
      'party' in step && step.party === 'fee:psp' ? { ...step, borneBy: 'revenue:platform' } : step,
    );
    const paid = splitLine(steps, consignment);

    expect(balances([...paid, ...reverse(paid, [], Fen.of(7_780))])).toEqual({
      'fee:psp': 47n,
      'revenue:platform': -47n,
    });
  });

  it('takes what a party was paid out already from its recovery account, and counts it as given', () => {
    const paid = splitLine(DEFAULT_STEPS, consignment);
    const paidOut = new Map([['payable:farmer:wang', 600n]]);
    const first = coverOrRecover(reverse(paid, [], Fen.of(2_000)), paidOut);

    expect(balances(first)).toMatchObject({ 'payable:farmer:wang': -600n, 'recovery:farmer:wang': -325n });
    const rest = reverse(paid, first, Fen.of(5_780));
    expect(balances(rest)['payable:farmer:wang']).toBe(925n - 3_600n);
  });

  // The worked example of the books: every share comes back, the provider's too.
  it('is drained to nothing by two refunds of an order with a shop coupon and a platform coupon', () => {
    const steps = DEFAULT_STEPS.map((step) => ('refund' in step ? { ...step, refund: 'PROPORTIONAL' as const } : step));
    const paid = splitLine(steps, consignment);
    const first = reverse(paid, [], Fen.of(2_000));

    expect(balances(first)).toEqual({
      'clearing:psp': 2_000n,
      'subsidy:platform': 77n,
      'payable:farmer:wang': -925n,
      'payable:logistics': -154n,
      'revenue:platform': -39n,
      'fee:psp': -12n,
      'fund:relief': -19n,
      'fund:incubator': -58n,
      'payable:host': -154n,
      'revenue:company': -716n,
    });
    expect(balances([...paid, ...first, ...reverse(paid, first, Fen.of(5_780))])).toEqual({});
  });

  it('gives back money that was never split', () => {
    const paid = [share('clearing:psp', -500n), share('suspense:unsplit', 500n)];

    expect(balances([...paid, ...reverse(paid, [], Fen.of(500))])).toEqual({});
  });

  it('drives no share below zero and the last refund every share to zero, however it is cut', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 6 });
    fc.assert(
      fc.property(rules, lines, cuts, (rule, line, shares) => {
        const paid = splitLine(rule, line);
        let earlier: Part[] = [];
        for (const cut of [...shares, 10_000]) {
          const left = cashLeft(paid, earlier);
          const refund = reverse(paid, earlier, Fen.of((left * BigInt(cut)) / 10_000n));
          must(sum(refund) === 0n, 'a refund sums to zero');
          earlier = [...earlier, ...refund];
          assertNoneBelowZero(paid, earlier);
        }
        must(cashLeft(paid, earlier) === 0n, 'the buyer has everything back');
        const left = balances([...paid.filter(isRefundable), ...earlier]);
        for (const [account, held] of Object.entries(borneOf(paid))) {
          must((left[account] ?? 0n) === -held, `${account} bears what it must`);
          delete left[account];
        }
        must(Object.keys(left).length === 0, `${Object.keys(left)} hold nothing any more`);
      }),
      { numRuns: 20_000 },
    );
  }, 120_000);
});

function assertNoneBelowZero(paid: Part[], earlier: Part[]): void {
  const borne = borneOf(paid);
  for (const [account, held] of Object.entries(balances([...paid.filter(isRefundable), ...earlier]))) {
    if (account === 'revenue:company' || borne[account]) continue;
    must(/^(clearing|subsidy):/.test(account) ? held <= 0n : held >= 0n, `${account} does not cross zero`);
  }
}

const consignment = {
  quantity: 1,
  grossFen: 7_980n,
  discounts: [
    { payer: 'company', amountFen: 500n },
    { payer: 'platform', amountFen: 300n },
  ],
  freightFen: 600n,
  cashFen: 7_780n,
  purchaseKind: 'CONSIGNMENT',
  allocations: [{ lotId: 'spring', supplierId: 'wang', pieces: 1, costFen: 3_600n }],
} as PaidLine;

/** What is on each account, those with nothing left out. */
function balances(parts: Part[]): Record<string, bigint> {
  const held: Record<string, bigint> = {};
  for (const { account, amountFen } of parts) held[account] = (held[account] ?? 0n) + amountFen;
  return Object.fromEntries(Object.entries(held).filter(([, amount]) => amount !== 0n));
}

/** What each must give in others' stead in the end. */
const borneOf = (paid: Part[]) =>
  balances(
    paid.filter((part) => !part.refundable).map((part) => ({ ...part, account: part.borneBy ?? 'revenue:company' })),
  );
const share = (account: string, amount: bigint): Part => ({ account, amountFen: amount as Fen, refundable: true });
const isRefundable = (part: Part) => part.refundable;
const sum = (parts: Part[]): bigint => Fen.sum(parts.map(({ amountFen }) => amountFen));

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
