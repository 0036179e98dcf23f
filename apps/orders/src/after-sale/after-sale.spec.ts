import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import type { Quantity } from '#kernel/measures.js';
import type { Allotment } from '../orders/order.js';
import {
  lastPieces,
  neverShipped,
  planRefund,
  type Asked,
  type RefundableLine,
  type RefundableOrder,
} from './after-sale.js';

const HOUR = 3_600_000;
const WITHIN = 48 * HOUR;
const NOON = new Date('2026-11-20T04:00:00Z'); // in Shanghai

const line = (more: Partial<RefundableLine> = {}): RefundableLine => ({
  lineNo: 1,
  lineId: 'line',
  skuId: 'sku',
  quantity: 3,
  cashFen: Fen.of(1_000),
  shippedQuantity: 0,
  refundedQuantity: 0,
  refundedFen: Fen.zero,
  askedQuantity: 0,
  askedFen: Fen.zero,
  returnClass: 'PROCESSED',
  purchaseKind: 'OUTRIGHT',
  ruleId: 'rule',
  allocations: [],
  ...more,
});

const order = (more: Partial<RefundableOrder> = {}): RefundableOrder => ({
  status: 'PAID',
  packed: false,
  deliveredAt: null,
  noReturnAgreed: true,
  refunds: 0,
  lines: [line()],
  now: NOON,
  ...more,
});

const shipped = (hoursAgo: number, more: Partial<RefundableOrder> = {}) =>
  order({ status: 'SHIPPED', packed: true, deliveredAt: new Date(NOON.getTime() - hoursAgo * HOUR), ...more });

const pieces = (quantity: number, lineId = 'line') => ({ lineId, quantity: quantity as Quantity });
const money = (fen: number) => ({ lineId: 'line', amountFen: Fen.of(fen) });
const fresh = { lines: [line({ returnClass: 'FRESH' })] };
const custom = { lines: [line({ returnClass: 'CUSTOM' })] };

const plan = (of: RefundableOrder, asked: Asked['lines'][number], photos = 0) =>
  planRefund(of, { lines: [asked], photoKeys: Array.from({ length: photos }, String) }, WITHIN);
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('What a buyer asks for', () => {
  it.each<[string, RefundableOrder, Asked['lines'][number], number, string]>([
    ['pieces that nobody packed', order(), pieces(1), 0, 'CANCELLATION'],
    ['all the money of what nobody packed', order(), money(1_000), 0, 'CANCELLATION'],
    ['some money for what will still be shipped', order(), money(999), 0, 'REQUEST'],
    ['what is packed', order({ packed: true }), pieces(1), 0, 'REQUEST'],
    ['what is on its way', order({ packed: true, status: 'SHIPPED' }), money(1), 0, 'REQUEST'],
    ['noodles back', shipped(24), pieces(1), 0, 'RETURN'],
    ['spoilt melons', shipped(47, fresh), money(1), 1, 'CLAIM'],
    ['broken noodles', shipped(100), pieces(1), 1, 'CLAIM'],
    [
      'melons back, never told that they are not taken',
      shipped(1, { ...fresh, noReturnAgreed: false }),
      pieces(1),
      0,
      'RETURN',
    ],
  ])('%s', (_, of, asked, photos, kind) => {
    expect(plan(of, asked, photos).kind).toBe(kind);
  });

  it.each<[string, RefundableOrder, Asked['lines'][number], number, string]>([
    ['melons back', shipped(1, fresh), pieces(1), 0, 'refund.photos_needed'],
    ['a cake with a name on it back', shipped(1, custom), pieces(1), 0, 'refund.photos_needed'],
    ['money without a photo', shipped(1), money(1), 0, 'refund.photos_needed'],
    ['melons after two days', shipped(49, fresh), money(1), 1, 'refund.too_late'],
    ['noodles back after eight days', shipped(200), pieces(1), 0, 'refund.too_late'],
    [
      'anything of what was completed long ago',
      order({ status: 'COMPLETED', packed: true }),
      pieces(1),
      1,
      'refund.too_late',
    ],
    ['more pieces than there are', order(), pieces(4), 0, 'refund.too_much'],
    ['more money than there is', order(), money(1_001), 0, 'refund.too_much'],
    ['what is asked for already', order({ lines: [line({ askedQuantity: 2 })] }), pieces(2), 0, 'refund.too_much'],
    ['the line of another order', order(), pieces(1, 'another'), 0, 'not_found'],
    ['what is not paid', order({ status: 'AWAITING_PAYMENT' }), pieces(1), 0, 'order.not_refundable'],
    ['what is refunded', order({ status: 'REFUNDED' }), pieces(1), 0, 'order.not_refundable'],
    ['a fifty-first time', order({ refunds: 50 }), pieces(1), 0, 'refund.too_many'],
  ])('%s is refused', (_, of, asked, photos, code) => {
    expect(codeOf(() => plan(of, asked, photos))).toBe(code);
  });

  it('counts seven days from the day after delivery, in Shanghai', () => {
    const deliveredAt = new Date('2026-11-01T15:59:00Z'); // one minute before midnight
    const at = (now: string) =>
      codeOf(() => plan(order({ status: 'SHIPPED', packed: true, deliveredAt, now: new Date(now) }), pieces(1)));

    expect(at('2026-11-08T15:59:00Z')).toBe('none');
    expect(at('2026-11-08T16:01:00Z')).toBe('refund.too_late');
  });
});

describe('Pieces of a line', () => {
  it('are worth what was paid for the line, no fen more or less, in whatever portions they are given up', () => {
    const portions = fc.array(
      fc.record({ quantity: fc.integer({ min: 1, max: 9 }), claim: fc.integer({ min: 0, max: 400 }) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 40, max: 99_999 }),
        portions,
        (quantity, cash, cuts) => {
          let now = line({ quantity, cashFen: Fen.of(cash), lineNo: 1 });
          for (const cut of [...cuts, { quantity, claim: 0 }]) {
            const left = now.quantity - now.refundedQuantity;
            const leftFen = now.cashFen - now.refundedFen;
            if (left === 0) break;
            // A claim that was paid lowers what the pieces are still worth, and is not paid a second time.
            const claim = BigInt(cut.claim) < leftFen - BigInt(left) ? BigInt(cut.claim) : 0n;
            now = { ...now, refundedFen: Fen.of(now.refundedFen + claim) };
            const taken = Math.min(cut.quantity, left);
            const { amountFen } = plan(order({ lines: [now] }), pieces(taken));
            const share = ((leftFen - claim) * BigInt(taken)) / BigInt(left);
            if (amountFen < share || amountFen > share + 1n) throw new Error(`${amountFen} is not ${taken} of ${left}`);
            now = {
              ...now,
              refundedQuantity: now.refundedQuantity + taken,
              refundedFen: Fen.of(now.refundedFen + amountFen),
            };
          }
          if (now.refundedFen !== now.cashFen) throw new Error('the last piece takes the rest');
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['all, of what is still here', { quantity: 5, shippedQuantity: 0 }, 3, 3],
    ['as many as are still here', { quantity: 5, shippedQuantity: 3 }, 4, 2],
    ['none, of what has left', { quantity: 5, shippedQuantity: 5 }, 2, 0],
    ['none, of what was given up before', { quantity: 5, shippedQuantity: 3, refundedQuantity: 4 }, 1, 0],
  ])('go back to the shelf: %s', (_, of, givenUp, back) => {
    expect(neverShipped(line(of), givenUp)).toBe(back);
  });

  it('go back to the lots they were taken from, each once, the last first', () => {
    const lots = fc.array(
      fc.record({ pieces: fc.integer({ min: 1, max: 9 }), cost: fc.integer({ min: 0, max: 9_999 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(lots, fc.array(fc.integer({ min: 1, max: 5 })), (held, cuts) => {
        const allocations: Allotment[] = held.map(({ pieces: count, cost }, at) => ({
          lotId: `lot${at}`,
          supplierId: '',
          pieces: count,
          grams: String(count * 333),
          costFen: String(cost),
        }));
        const quantity = held.reduce((sum, lot) => sum + lot.pieces, 0);
        const back: Allotment[] = [];
        let refundedQuantity = 0;
        for (const cut of [...cuts, quantity]) {
          const count = Math.min(cut, quantity - refundedQuantity);
          back.push(...lastPieces({ quantity, refundedQuantity, allocations }, count));
          refundedQuantity += count;
        }
        for (const { lotId, pieces: count, grams, costFen } of allocations) {
          const ofLot = back.filter((one) => one.lotId === lotId);
          const sum = (of: (one: Allotment) => number) => ofLot.reduce((all, one) => all + of(one), 0);
          if (sum((one) => one.pieces) !== count) throw new Error(`${lotId} has other pieces back`);
          if (sum((one) => Number(one.grams)) !== Number(grams)) throw new Error(`${lotId} has other grams back`);
          if (sum((one) => Number(one.costFen)) !== Number(costFen)) throw new Error(`${lotId} has other costs back`);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
