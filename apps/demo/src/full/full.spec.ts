import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contentHash } from '#kernel/hash.js';
import { addDays } from '../day.js';
import { PAST } from './past.js';
import { saleOf } from './past-goods.js';
import type { SoldOrder } from './past-orders.js';
import { fullPlan } from './plan.js';
import { fenIn, readExport, writeExport } from './shop-export.js';

const plan = fullPlan('seed');

function firstOrders(count: number, of = plan): SoldOrder[] {
  const orders: SoldOrder[] = [];
  for (const order of of.orders()) if (orders.push(order) === count) break;
  return orders;
}

describe('The demo at full scale', () => {
  it('is of the size of the model case', () => {
    const { products, lots } = plan.shop;

    // With the small cut's 68 it is 2,040 products.
    expect([products.length, lots.length, plan.sessions.length]).toEqual([1_972, 4_000, 2_400]);
    expect(plan.story.lines).toBe(400_000);
    expect(plan.story.items).toBeLessThan(412_000);
    expect(Number(plan.story.primaryG) / 1e6).toBeGreaterThan(1_400);
    expect(Number(plan.story.primaryG) / 1e6).toBeLessThan(1_600);
  });

  it('is the same for the same seed, and another for another', () => {
    const hashOf = (of: typeof plan) =>
      contentHash([of.shop.lots, firstOrders(50, of).map(({ number, paidAt }) => [number, paidAt])]);

    expect(hashOf(fullPlan('seed'))).toBe(hashOf(plan));
    expect(hashOf(fullPlan('another'))).not.toBe(hashOf(plan));
  });

  it('packs what it sells, and out of lots that weigh as much', () => {
    const netG = new Map(plan.shop.skus.map((sku) => [sku.skuId, sku.netG]));
    const packedG = new Map<string, bigint>();
    let pieces = 0;
    for (const packing of plan.shop.packings) {
      pieces += packing.pieces;
      const grams = BigInt(packing.pieces * netG.get(packing.skuId)!);
      packedG.set(packing.lotId, (packedG.get(packing.lotId) ?? 0n) + grams);
    }

    expect(pieces).toBe(plan.story.items);
    expect(plan.shop.lots.every(({ lotId, massG }) => (packedG.get(lotId) ?? 0n) <= massG)).toBe(true);
  });

  it('sells a lot after its harvest and before it is spoilt', () => {
    const terms = new Map(plan.shop.lots.map((lot) => [lot.lotId, lot]));

    for (const { lines, placedAt } of firstOrders(2_000)) {
      for (const { lot } of lines) {
        const { harvestedOn, expiresOn } = terms.get(lot.lotId)!;
        const day = new Date(placedAt.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
        expect(day > harvestedOn && day < expiresOn).toBe(true);
      }
    }
  });

  it('sells each piece of a day on that day', () => {
    expect(saleOf((729 << 2) | 3)).toEqual({ day: 729, sku: 1, pieces: 2 });
    const [first] = firstOrders(1);
    expect(first!.placedAt.getTime()).toBeGreaterThan(Date.parse(`${addDays(PAST.from, 0)}T00:00:00+08:00`));
  });

  it('reads its export as it wrote it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tianjian-export-'));
    const orders = firstOrders(40);
    try {
      const hash = await writeExport(join(folder, 'a.csv'), orders);
      expect(await writeExport(join(folder, 'b.csv'), orders)).toBe(hash);

      const read: string[] = [];
      let fen = 0n;
      for await (const rows of readExport(join(folder, 'a.csv'))) {
        read.push(rows[0]!.order);
        for (const { price, pieces } of rows) fen += fenIn(price) * BigInt(pieces);
      }
      expect(read).toEqual(orders.map(({ number }) => number));
      expect(fen).toBe(
        orders.flatMap(({ lines }) => lines).reduce((sum, { sku, pieces }) => sum + sku.priceFen * BigInt(pieces), 0n),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
