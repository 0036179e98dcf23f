import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { LotId, SupplierId } from '#kernel/id.js';
import { firstExpiringFirst, leftIn, type Lot } from './allocation.js';

const lotOf = (expiresOn: string, left: number): Lot => ({
  lotId: LotId.new(),
  supplierId: SupplierId.new(),
  costPerPieceFen: Fen.of(100),
  expiresOn,
  left,
});

const lots = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 30 }))
    .map(([day, left]) => lotOf(`2027-01-0${day}`, left)),
  { maxLength: 8 },
);

describe('First expiring first', () => {
  it('takes exactly what is wanted, never more than a lot has, and nothing of a later lot while an earlier has some', () => {
    fc.assert(
      fc.property(lots, fc.integer({ min: 1, max: 120 }), (from, pieces) => {
        const parts = firstExpiringFirst(from, pieces);

        if (leftIn(from) < pieces) return parts === undefined;
        if (!parts) return false;
        const taken = new Map(parts.map(({ lot, pieces: some }) => [lot, some]));
        const last = parts.at(-1)!.lot.expiresOn;
        return (
          parts.reduce((sum, part) => sum + part.pieces, 0) === pieces &&
          parts.every(({ lot, pieces: some }) => some > 0 && some <= lot.left) &&
          from.filter((lot) => lot.expiresOn < last).every((lot) => (taken.get(lot) ?? 0) === lot.left)
        );
      }),
      { numRuns: 5_000 },
    );
  });

  it('breaks a tie of days by the lot', () => {
    const [a, b] = [lotOf('2027-01-01', 5), lotOf('2027-01-01', 5)];
    const [smaller, greater] = a.lotId < b.lotId ? [a, b] : [b, a];

    expect(firstExpiringFirst([greater, smaller], 6)).toEqual([
      { lot: smaller, pieces: 5 },
      { lot: greater, pieces: 1 },
    ]);
  });
});
