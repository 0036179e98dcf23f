import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { DEFAULT_STEPS } from '../rules/default-rule.js';
import { lines, rules } from './orders.arbitrary.js';
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
        for (const [account, held] of Object.entries(balances([...paid.filter(isRefundable), ...earlier]))) {
          must(held === 0n || account === 'revenue:company', `${account} holds nothing any more`);
        }
        const kept = sum(paid.filter((part) => !part.refundable));
        must((balances([...paid, ...earlier])['revenue:company'] ?? 0n) === -kept, 'the company bears what is kept');
      }),
      { numRuns: 20_000 },
    );
  }, 120_000);
});

function assertNoneBelowZero(paid: Part[], earlier: Part[]): void {
  for (const [account, held] of Object.entries(balances([...paid.filter(isRefundable), ...earlier]))) {
    if (account === 'revenue:company') continue;
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

const share = (account: string, amount: bigint): Part => ({ account, amountFen: amount as Fen, refundable: true });
const isRefundable = (part: Part) => part.refundable;
const sum = (parts: Part[]): bigint => Fen.sum(parts.map(({ amountFen }) => amountFen));

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
