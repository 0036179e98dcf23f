import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineId, LotId, OrderId, SkuId } from '#kernel/id.js';
import type { Allotment } from '../orders/order.js';
import { leftToShip, lotsLeft, notRefunded, partOf, reallocated, type PackedLine } from './parcel.js';
import { picksOf } from './picking.js';

const piecesIn = (allotments: Allotment[]) => allotments.reduce((sum, { pieces }) => sum + pieces, 0);
const lot = (lotId: string, pieces: number): Allotment => ({
  ...{ lotId, supplierId: `of ${lotId}`, pieces },
  grams: String(pieces * 500),
  costFen: String(pieces * 160),
});
const line = (allocations: Allotment[], fields: Partial<PackedLine> = {}): PackedLine => ({
  lineId: LineId.new(),
  quantity: piecesIn(allocations),
  refundedQuantity: 0,
  shippedQuantity: 0,
  allocations,
  ...fields,
});
const pieces = (allotments: Allotment[]) => Object.fromEntries(allotments.map(({ lotId, pieces }) => [lotId, pieces]));

describe('What of a line must still leave', () => {
  const lots = [lot('early', 2), lot('late', 3)];

  it.each([
    ['everything', {}, { early: 2, late: 3 }],
    ['first what expires first', { shippedQuantity: 1 }, { early: 1, late: 3 }],
    ['into the next lot', { shippedQuantity: 4 }, { late: 1 }],
    ['without what was refunded, which would have left last', { refundedQuantity: 2 }, { early: 2, late: 1 }],
    ['between both', { shippedQuantity: 2, refundedQuantity: 2 }, { late: 1 }],
    ['nothing, when a refund took back what had left', { shippedQuantity: 4, refundedQuantity: 5 }, {}],
  ])('is %s', (_, fields, expected) => expect(pieces(lotsLeft(line(lots, fields)))).toEqual(expected));
});

describe('A line that goes out of another lot', () => {
  it('keeps the place in the row, and equal lots are one', () => {
    const lots = [lot('early', 2), lot('late', 3)];

    expect(reallocated(lots, lot('early', 1), lot('new', 1)).map(({ lotId }) => lotId)).toEqual([
      'early',
      'new',
      'late',
    ]);
    expect(pieces(reallocated(lots, lot('early', 2), lot('late', 2)))).toEqual({ late: 5 });
  });
});

// However often a line is refunded, packed and moved to other lots, its pieces are counted once.
it('Pieces stay whole, and each has one lot, through every packing, refund and reallocation', () => {
  const step = fc.record({
    does: fc.constantFrom('ship', 'refund', 'move'),
    count: fc.integer({ min: 1, max: 5 }),
    lot: fc.constantFrom('b', 'c', 'd'),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.array(step), (a, b, steps) => {
      let now = line(b > 0 ? [lot('a', a), lot('b', b)] : [lot('a', a)]);
      for (const { does, count, lot: to } of steps) {
        const left = leftToShip(now);
        const some = Math.min(count, left);
        if (does === 'ship') now = { ...now, shippedQuantity: now.shippedQuantity + some };
        if (does === 'refund') now = { ...now, refundedQuantity: now.refundedQuantity + some };
        const from = lotsLeft(now).find(({ lotId }) => lotId !== to);
        if (does === 'move' && from) {
          const moving = Math.min(count, from.pieces);
          const allocations = reallocated(now.allocations, partOf(from, moving), lot(to, moving));
          now = { ...now, allocations };
        }

        expect(piecesIn(now.allocations)).toBe(now.quantity);
        expect(piecesIn(lotsLeft(now))).toBe(leftToShip(now));
        expect(piecesIn(notRefunded(now))).toBe(now.quantity - now.refundedQuantity);
        for (const { pieces, grams, costFen } of now.allocations) {
          expect([grams, costFen]).toEqual([String(pieces * 500), String(pieces * 160)]);
        }
      }
    }),
  );
});

describe('FEFO picks the wrong lot (odoo#22850)', () => {
  it('never: whatever lots there are, the list begins with the least expiry of what must leave', () => {
    const lots = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(lots, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 3 }), (orders, shipped) => {
        const expiresOn = new Map<string, string>();
        const lines = orders.map((days) => {
          // As catalog holds them: first expiring first.
          const allocations = days
            .toSorted((one, other) => one - other)
            .map((day) => {
              const lotId = LotId.derive(String(day));
              expiresOn.set(lotId, `2026-12-${String(day).padStart(2, '0')}`);
              return lot(lotId, 2);
            });
          const held = line(allocations, { shippedQuantity: Math.min(shipped, 2 * allocations.length) });
          return { ...held, orderId: OrderId.new(), skuId: SkuId.derive('potatoes'), title: '土豆' };
        });

        const picks = picksOf(lines, (lotId) => expiresOn.get(lotId)!);

        const days = picks.map(({ lotId }) => expiresOn.get(lotId)!);
        expect(days).toEqual(days.toSorted());
        const least = lines.flatMap((one) => lotsLeft(one).map(({ lotId }) => expiresOn.get(lotId)!)).toSorted()[0];
        expect(days[0]).toBe(least);
        const wanted = lines.reduce((sum, one) => sum + leftToShip(one), 0);
        expect(picks.reduce((sum, pick) => sum + pick.pieces, 0)).toBe(wanted);
        for (const { pieces, pickedFor } of picks) {
          expect(pickedFor.reduce((sum, one) => sum + one.pieces, 0)).toBe(pieces);
        }
      }),
    );
  });
});
