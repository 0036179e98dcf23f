import { describe, expect, it } from '@jest/globals';
import { Fen } from '#kernel/fen.js';
import { SupplierId } from '#kernel/id.js';
import { costPerPiece } from './packing.js';

const pieceOf = (netG: number, pricePerKgFen: number) => ({
  netG,
  pricePerKgFen: Fen.of(pricePerKgFen),
  purchaseKind: 'OUTRIGHT',
  supplierId: SupplierId.new(),
  expiresOn: '2027-01-01',
  recalled: false,
  notHarvested: false,
  onPreSale: false,
});

describe('The cost of a piece', () => {
  it.each([
    ['a kilo', 1_000, 1_250, 1_250n],
    ['two and a half kilos', 2_500, 1_250, 3_125n],
    ['half a fen goes up', 500, 1_111, 556n],
    ['less than half goes down', 333, 1_000, 333n],
    ['a gift', 500, 0, 0n],
  ])('%s', (_, netG, price, cost) => {
    expect(costPerPiece(pieceOf(netG, price))).toBe(cost);
  });
});
