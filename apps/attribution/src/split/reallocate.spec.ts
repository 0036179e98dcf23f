import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { lines, rules } from './orders.arbitrary.js';
import { reallocate, type Allocation } from './reallocate.js';
import { cashLeft, reverse } from './reverse.js';
import { costAccount, splitLine, type PaidLine, type Part, type Step } from './split.js';

const STEPS: Step[] = [{ kind: 'COST', shareBp: 1_000, refund: 'PROPORTIONAL' }, { kind: 'REMAINDER' }];
const lot = (name: string, pieces: number, costFen: number): Allocation => ({
  ...{ lotId: name, supplierId: `farmer of ${name}`, pieces },
  costFen: Fen.of(costFen),
});
const lineOf = (purchaseKind: PaidLine['purchaseKind'], allocations: Allocation[]): PaidLine => ({
  quantity: allocations.reduce((sum, { pieces }) => sum + pieces, 0),
  grossFen: Fen.of(10_000),
  discounts: [],
  freightFen: Fen.zero,
  cashFen: Fen.of(10_000),
  purchaseKind,
  allocations,
});

describe('Another lot goes out than was held', () => {
  const spring = lot('spring', 5, 4_000);

  it.each([
    ['bought outright', 'OUTRIGHT', { 'inventory:lot:spring': -1_600n, 'inventory:lot:autumn': 1_800n }],
    [
      'on consignment',
      'CONSIGNMENT',
      { 'payable:farmer:farmer of spring': -1_600n, 'payable:farmer:farmer of autumn': 1_800n },
    ],
  ] as const)(
    '%s: the one gives up two pieces’ cost, the other is owed its own, the company bears the rest',
    (_, kind, moved) => {
      const move = { purchaseKind: kind, from: lot('spring', 2, 1_600), to: lot('autumn', 2, 1_800) };
      const allocations = [lot('spring', 3, 2_400), move.to];

      const parts = reallocate(splitLine(STEPS, lineOf(kind, [spring])), { ...move, allocations });

      expect(balances(parts)).toEqual({ ...moved, 'revenue:company': -200n });
    },
  );

  it('on commission: the principal gives up two of five pieces’ value, and the other gets just that', () => {
    const move = { purchaseKind: 'COMMISSION' as const, from: lot('spring', 2, 0), to: lot('autumn', 2, 0) };
    const allocations = [lot('spring', 3, 0), move.to];

    const parts = reallocate(splitLine(STEPS, lineOf('COMMISSION', [spring])), { ...move, allocations });

    // Of 9,000 fen, a tenth being our commission.
    expect(balances(parts)).toEqual({
      'payable:principal:farmer of spring': -3_600n,
      'payable:principal:farmer of autumn': 3_600n,
    });
  });

  it('after a part was given back: the whole rest of the farmer’s share goes with the rest of the pieces', () => {
    const paid = splitLine(STEPS, lineOf('CONSIGNMENT', [spring]));
    const refund = reverse(paid, [], Fen.of(4_000)); // Two of five pieces.
    const to = lot('autumn', 3, 2_700);
    const move = { purchaseKind: 'CONSIGNMENT' as const, from: lot('spring', 3, 2_400), to, allocations: [to] };

    const parts = reallocate([...paid, ...refund], move);

    expect(balances([...paid, ...refund, ...parts])).toEqual({
      'clearing:psp': -6_000n,
      'payable:farmer:farmer of autumn': 2_700n,
      'revenue:company': 3_300n,
    });
  });

  it('drives nobody below zero, sums to zero, and the last refund still brings every refundable share to zero', () => {
    const step = fc.record({
      pieces: fc.integer({ min: 1, max: 20 }),
      costPerPiece: fc.integer({ min: 0, max: 1_000 }),
      to: fc.integer({ min: 0, max: 3 }),
      refundBp: fc.option(fc.integer({ min: 0, max: 6_000 }), { freq: 3 }),
    });
    fc.assert(
      fc.property(rules, lines, fc.array(step, { maxLength: 6 }), (rule, line, steps) => {
        let allocations = line.allocations;
        let paid: Part[] = splitLine(rule, line);
        const bearers = new Set(paid.map(({ borneBy }) => borneBy ?? 'revenue:company'));
        let earlier: Part[] = [];
        for (const { pieces, costPerPiece, to: at, refundBp } of steps) {
          if (refundBp !== null) {
            const cash = (cashLeft(paid, earlier) * BigInt(refundBp)) / 10_000n;
            earlier = [...earlier, ...reverse(paid, earlier, Fen.of(cash))];
          }
          const held = allocations[0]!;
          const moving = Math.min(pieces, held.pieces);
          const part = (held.costFen * BigInt(moving)) / BigInt(held.pieces);
          const from = { ...held, pieces: moving, costFen: part as Fen };
          const to = { ...lot(`to${at}`, moving, costPerPiece * moving), supplierId: `supplier${at}` };
          const rest = { ...held, pieces: held.pieces - moving, costFen: (held.costFen - part) as Fen };
          allocations = [...allocations.slice(1), ...(rest.pieces > 0 ? [rest] : []), to];

          const moved = reallocate([...paid, ...earlier], { ...line, from, to, allocations });
          must(sum(moved) === 0n, 'a move sums to zero');
          paid = [...paid, ...moved];
          for (const [account, balance] of Object.entries(balances([...paid, ...earlier]))) {
            const bearsLosses = /^(clearing|subsidy|revenue:company)/.test(account) || bearers.has(account);
            must(bearsLosses || balance >= 0n, `${account} below zero`);
          }
        }
        earlier = [...earlier, ...reverse(paid, earlier, cashLeft(paid, earlier))];
        const refundable = paid.filter((part) => part.refundable);
        for (const [account, balance] of Object.entries(balances([...refundable, ...earlier]))) {
          must(balance === 0n || bearers.has(account), `${account} holds nothing any more`);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('of a lot has one account for each kind of purchase', () => {
    expect((['OUTRIGHT', 'CONSIGNMENT', 'COMMISSION'] as const).map((kind) => costAccount(kind, spring))).toEqual([
      'inventory:lot:spring',
      'payable:farmer:farmer of spring',
      'payable:principal:farmer of spring',
    ]);
  });
});

const sum = (parts: Part[]) => parts.reduce((total, { amountFen }) => total + amountFen, 0n);

function balances(parts: Part[]): Record<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { account, amountFen } of parts) sums.set(account, (sums.get(account) ?? 0n) + amountFen);
  return Object.fromEntries([...sums].filter(([, amount]) => amount !== 0n));
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`It does not hold that ${what}`);
}
