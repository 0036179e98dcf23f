import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import type { PaidLine, Step } from './split.js';

// Random rules and the lines they split: what parseSteps lets through, and what orders may send.

const PARTIES = ['payable:host', 'fund:incubator', 'fund:relief', 'revenue:platform', 'payable:logistics', 'fee:psp'];

const fen = (max: number) => fc.integer({ min: 0, max }).map((value) => Fen.of(value));
const onRefund = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ refund: 'PROPORTIONAL' as const }) },
  { weight: 2, arbitrary: fc.constant({ refund: 'NEVER' as const }) },
  { weight: 1, arbitrary: fc.record({ refund: fc.constant('NEVER' as const), borneBy: fc.constantFrom(...PARTIES) }) },
);

const percent: fc.Arbitrary<Step> = fc
  .record({
    party: fc.constantFrom(...PARTIES),
    shareBp: fc.integer({ min: 1, max: 2_500 }),
    base: fc.constantFrom('LIST' as const, 'GOODS' as const, 'CASH' as const, 'MARGIN' as const),
    limits: fc.option(fc.tuple(fen(300), fen(2_000)), { freq: 4 }),
    onRefund,
  })
  .map(({ limits, onRefund, ...step }) => ({
    ...step,
    ...onRefund,
    kind: 'PERCENT',
    floorFen: limits?.[0] ?? Fen.zero,
    capFen: limits ? Fen.of(limits[0] + limits[1]) : Fen.zero,
  }));

const fixed: fc.Arbitrary<Step> = fc
  .record({
    kind: fc.constant('FIXED_PER_UNIT' as const),
    party: fc.constantFrom(...PARTIES),
    fixedFen: fc.integer({ min: 1, max: 500 }).map(Fen.of),
    onRefund,
  })
  .map(({ onRefund, ...step }) => ({ ...step, ...onRefund }));

export const rules: fc.Arbitrary<Step[]> = fc
  .record({
    cost: fc.option(fc.record({ shareBp: fc.integer({ min: 0, max: 10_000 }), onRefund }), { freq: 10 }),
    shares: fc.array(fc.oneof({ weight: 4, arbitrary: percent }, { weight: 1, arbitrary: fixed }), { maxLength: 7 }),
  })
  .map(({ cost, shares }) => [
    ...(cost ? [{ kind: 'COST' as const, shareBp: cost.shareBp, ...cost.onRefund }] : []),
    ...shares,
    { kind: 'REMAINDER' as const },
  ]);

const allocation = fc.record({ pieces: fc.integer({ min: 1, max: 20 }), costFen: fen(20_000) });

export const lines: fc.Arbitrary<PaidLine> = fc
  .record({
    priceFen: fc.integer({ min: 1, max: 30_000 }),
    lots: fc.array(allocation, { minLength: 1, maxLength: 3 }),
    discountBps: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 0, max: 3_300 }))),
    discounted: fc.boolean(),
    freightFen: fen(3_000),
    purchaseKind: fc.constantFrom('OUTRIGHT' as const, 'CONSIGNMENT' as const, 'COMMISSION' as const),
  })
  .map(({ priceFen, lots, discountBps, discounted, freightFen, purchaseKind }) => {
    const quantity = lots.reduce((sum, { pieces }) => sum + pieces, 0);
    const grossFen = Fen.of(priceFen * quantity);
    const discounts = (discounted ? discountBps : []).map((bp, at) => ({
      payer: ['company', 'platform', 'fund'][at] ?? 'company',
      amountFen: Fen.of((grossFen * BigInt(bp)) / 10_000n),
    }));
    const cashFen = Fen.of(grossFen - Fen.sum(discounts.map(({ amountFen }) => amountFen)) + freightFen);
    const allocations = lots.map((lot, at) => ({ ...lot, lotId: `lot${at}`, supplierId: `supplier${at % 2}` }));
    return { quantity, grossFen, discounts, freightFen, cashFen, purchaseKind, allocations };
  });
