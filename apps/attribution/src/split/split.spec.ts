import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { DEFAULT_STEPS } from '../rules/default-rule.js';
import { lines, rules } from './orders.arbitrary.js';
import { splitLine, type PaidLine, type Part, type Step } from './split.js';
import { wholeFen } from './whole-fen.js';

describe('Splitting a paid line', () => {
  it('gives everybody their share of a consignment, with coupons and freight', () => {
    const line = lineOf({
      grossFen: 7_980n,
      discounts: [discount('company', 500n), discount('platform', 300n)],
      freightFen: 600n,
      purchaseKind: 'CONSIGNMENT',
      allocations: [lot({ costFen: 3_600n })],
    });

    // Exact: 149.60, 74.80, 224.40, 598.40, 46.68 and 2,786.12; the three left-over fen go to .80, .68 and .60.
    expect(amounts(splitLine(DEFAULT_STEPS, line))).toEqual([
      ['clearing:psp', -7_780n],
      ['subsidy:platform', -300n],
      ['payable:farmer:wang', 3_600n],
      ['revenue:platform', 150n],
      ['fund:relief', 75n],
      ['fund:incubator', 224n],
      ['payable:host', 598n],
      ['fee:psp', 47n],
      ['revenue:company', 2_786n],
      ['payable:logistics', 600n],
    ]);
  });

  it('takes the cost of what was bought outright out of the inventory, lot by lot', () => {
    const allocations = [
      lot({ lotId: 'spring', pieces: 1, costFen: 30n }),
      lot({ lotId: 'autumn', pieces: 2, costFen: 50n }),
    ];
    const parts = splitLine([cost(), remainder], lineOf({ quantity: 3, purchaseKind: 'OUTRIGHT', allocations }));

    expect(amounts(parts)).toEqual([
      ['clearing:psp', -1_000n],
      ['inventory:lot:spring', 30n],
      ['inventory:lot:autumn', 50n],
      ['revenue:company', 920n],
    ]);
    expect(parts.map(({ refundable }) => refundable)).toEqual([true, false, false, true]);
  });

  it('leaves the goods to the principals, by pieces, and keeps the commission', () => {
    const allocations = [lot({ supplierId: 'wang', pieces: 1 }), lot({ supplierId: 'li', pieces: 2 })];
    const parts = splitLine([cost(1_250), remainder], lineOf({ quantity: 3, purchaseKind: 'COMMISSION', allocations }));

    expect(amounts(parts)).toEqual([
      ['clearing:psp', -1_000n],
      ['payable:principal:wang', 292n],
      ['payable:principal:li', 583n],
      ['revenue:company', 125n],
    ]);
  });

  it('owes the farmer his cost also under a rule that forgets him', () => {
    const line = lineOf({ purchaseKind: 'CONSIGNMENT', allocations: [lot({ costFen: 400n })] });

    expect(amounts(splitLine([remainder], line))).toContainEqual(['payable:farmer:wang', 400n]);
  });

  it.each<[string, Step, bigint]>([
    ['of the list price', percent({ base: 'LIST' }), 100n],
    ['of the goods less the shop’s own coupon', percent({ base: 'GOODS' }), 80n],
    ['of what the buyer paid, freight included', percent({ base: 'CASH' }), 90n],
    ['of what is left after cost', percent({ base: 'MARGIN' }), 50n],
    ['at least the floor', percent({ base: 'LIST', floorFen: Fen.of(130) }), 130n],
    ['at most the cap', percent({ base: 'LIST', capFen: Fen.of(70) }), 70n],
    ['for each piece', { kind: 'FIXED_PER_UNIT', party: 'fund:relief', fixedFen: Fen.of(7), refund: 'NEVER' }, 14n],
  ])('gives a share %s', (_, step, expected) => {
    const line = lineOf({
      quantity: 2,
      grossFen: 1_000n,
      discounts: [discount('company', 200n)],
      freightFen: 100n,
      purchaseKind: 'CONSIGNMENT',
      allocations: [lot({ pieces: 2, costFen: 300n })],
    });

    expect(amounts(splitLine([cost(), step, remainder], line))).toContainEqual(['fund:relief', expected]);
  });

  it('gives the left-over fen of a tie to the earlier step', () => {
    const half = (party: string) => percent({ party, shareBp: 5_000, base: 'GOODS' });
    const line = lineOf({ grossFen: 1n });

    expect(amounts(splitLine([half('fund:relief'), half('payable:host'), remainder], line))).toEqual([
      ['clearing:psp', -1n],
      ['fund:relief', 1n],
    ]);
  });

  it('lets the company bear what costs more than it brings', () => {
    const line = lineOf({ grossFen: 100n, purchaseKind: 'CONSIGNMENT', allocations: [lot({ costFen: 150n })] });

    expect(amounts(splitLine(DEFAULT_STEPS, line))).toContainEqual(['revenue:company', -65n]);
  });

  it.each<[string, Partial<Numbers>]>([
    ['whose cash is not gross less discounts plus freight', { cashFen: 999n }],
    ['with pieces from nowhere', { quantity: 2 }],
    ['with a discount below zero', { discounts: [discount('company', -5n)] }],
    ['with more of the shop’s own discounts than goods', { discounts: [discount('company', 1_001n)], freightFen: 1n }],
    ['with a discount nobody pays', { discounts: [discount('landlord', 5n)] }],
  ])('refuses a line %s', (_, wrong) => {
    expect(() => splitLine(DEFAULT_STEPS, lineOf(wrong))).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  it('loses and invents no fen, whatever the rule and the order: 100,000 of them', () => {
    const oneToThree = fc.array(lines, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(rules, oneToThree, (rule, order) => {
        for (const line of order) assertFairlySplit(rule, line, splitLine(rule, line));
      }),
      { numRuns: 100_000 },
    );
  }, 300_000);
});

function assertFairlySplit(rule: Step[], line: PaidLine, parts: Part[]): void {
  must(sum(parts) === 0n, 'the parts sum to zero');
  must(sum(parts.filter(of('clearing:psp'))) === -line.cashFen, 'the buyer’s money is in it, to the fen');
  for (const { account, amountFen } of parts) {
    const source = /^(clearing|subsidy):/.test(account);
    must(source ? amountFen < 0n : amountFen > 0n || account === 'revenue:company', `${account} has the right sign`);
  }
  for (const { lotId, supplierId } of line.allocations) {
    if (line.purchaseKind === 'OUTRIGHT')
      must(owed(`inventory:lot:${lotId}`) === costOf({ lotId }), 'out of inventory');
    if (line.purchaseKind === 'CONSIGNMENT') {
      must(owed(`payable:farmer:${supplierId}`) === costOf({ supplierId }), 'each farmer gets the cost of his lots');
    }
  }
  if (line.purchaseKind === 'COMMISSION') {
    const kept = rule.find((step) => step.kind === 'COST')?.shareBp ?? 0;
    const principals = parts.filter(({ account }) => account.startsWith('payable:principal:'));
    must(sum(principals) === goods() - (goods() * BigInt(kept)) / 10_000n, 'the principals get all but the commission');
  }
  for (const step of rule) {
    if (step.kind !== 'PERCENT' || step.capFen > 0n || step.floorFen > 0n || step.base === 'MARGIN') continue;
    if (rule.filter((other) => 'party' in other && other.party === step.party).length > 1) continue;
    if (step.party === 'payable:logistics') continue;
    const base = { LIST: line.grossFen, GOODS: goods(), CASH: line.cashFen }[step.base];
    const share = owed(step.party) * 10_000n - base * BigInt(step.shareBp);
    must(share > -10_000n && share < 10_000n, `${step.party} is less than a fen off its exact share`);
  }

  function owed(account: string): bigint {
    return sum(parts.filter(of(account)));
  }
  function goods(): bigint {
    const own = line.discounts.filter(({ payer }) => payer === 'company');
    return line.grossFen - Fen.sum(own.map(({ amountFen }) => amountFen));
  }
  function costOf(whose: { lotId?: string; supplierId?: string }): bigint {
    const lots = line.allocations.filter((lot) =>
      Object.entries(whose).every(([key, id]) => lot[key as 'lotId'] === id),
    );
    return Fen.sum(lots.map(({ costFen }) => costFen));
  }
}

describe('Rounding to whole fen', () => {
  it('keeps the sum, moves no share by a fen, and breaks ties by order', () => {
    const shares = fc.array(fc.bigInt({ min: -1_000_000n, max: 1_000_000n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(shares, fc.bigInt({ min: 1n, max: 100n }), (some, unit) => {
        const rest = (unit - (some.reduce((a, b) => a + b, 0n) % unit)) % unit;
        const exact = [...some, rest];
        const whole = wholeFen(exact, unit);
        const up = whole.map((fen, at) => fen * unit - exact[at]!);

        must(whole.reduce((a: bigint, b) => a + b, 0n) * unit === exact.reduce((a, b) => a + b, 0n), 'the same sum');
        must(
          up.every((by) => by > -unit && by < unit),
          'nobody moves by a fen',
        );
        // Who was rounded up has a larger fraction than who was not, or the same and stands before.
        const fraction = exact.map((share) => ((share % unit) + unit) % unit);
        const raised = [...fraction.keys()].filter((at) => up[at]! > 0n);
        const lowered = [...fraction.keys()].filter((at) => up[at]! < 0n);
        for (const a of raised)
          for (const b of lowered) must(fraction[a]! > fraction[b]! || (fraction[a] === fraction[b] && a < b), 'ties');
      }),
      { numRuns: 20_000 },
    );
  });
});

interface Numbers {
  quantity: number;
  grossFen: bigint;
  discounts: PaidLine['discounts'];
  freightFen: bigint;
  cashFen: bigint;
  purchaseKind: PaidLine['purchaseKind'];
  allocations: PaidLine['allocations'];
}

function lineOf(numbers: Partial<Numbers>): PaidLine {
  const { quantity = 1, grossFen = 1_000n, discounts = [], freightFen = 0n, purchaseKind = 'OUTRIGHT' } = numbers;
  const off = Fen.sum(discounts.map(({ amountFen }) => amountFen));
  const { cashFen = grossFen - off + freightFen, allocations = [lot({})] } = numbers;
  return { quantity, grossFen, discounts, freightFen, cashFen, purchaseKind, allocations } as PaidLine;
}

const lot = (of: { lotId?: string; supplierId?: string; pieces?: number; costFen?: bigint }) =>
  ({ lotId: 'spring', supplierId: 'wang', pieces: 1, costFen: 0n, ...of }) as PaidLine['allocations'][number];
const cost = (shareBp = 0): Step => ({ kind: 'COST', shareBp, refund: 'PROPORTIONAL' });
const remainder: Step = { kind: 'REMAINDER' };

// Functions and no constants, for the tables above use them while they are read.
function percent(step: Partial<Step & { kind: 'PERCENT' }>): Step {
  const none = Fen.zero;
  const usual = { shareBp: 1_000, base: 'GOODS' as const, capFen: none, floorFen: none, refund: 'NEVER' as const };
  return { kind: 'PERCENT', party: 'fund:relief', ...usual, ...step };
}

function discount(payer: string, amountFen: bigint) {
  return { payer, amountFen: amountFen as Fen };
}

const amounts = (parts: Part[]) => parts.map(({ account, amountFen }) => [account, amountFen]);
const of = (account: string) => (part: Part) => part.account === account;
const sum = (parts: Part[]): bigint => Fen.sum(parts.map(({ amountFen }) => amountFen));

// 100,000 times expect() would be the slow part.
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
