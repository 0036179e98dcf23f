import { expect, it } from '@jest/globals';
import { Dice } from '../faults/dice.js';
import type { Order } from '../journeys/answers.js';
import type { Door } from '../journeys/door.js';
import { givenShop } from '../journeys/shop.js';
import { eventually, times, wholeSystem } from '../journeys/whole-system.js';
import { describePages, ownBrowser } from './browser.js';
import { knownBuyer } from './buyer.js';
import { CutCheckout, CUTS } from './cut-checkout.js';

// So many pages at once: they wait more than they work.
const AT_ONCE = 8;
/** One of so many only looks at what they ordered, and does not pay. */
const LOOKS_ONLY = 6;

/** So many buyers, each with a network of their own that is cut by the dice. `TEST_SEED` repeats them. */
export function cutCheckouts(runs: number, patienceMs: number): void {
  const system = process.env['TEST_CHROMIUM'] ? wholeSystem() : undefined!;
  const browser = ownBrowser();
  const seed = Number(process.env['TEST_SEED'] ?? 20_261_122);

  describePages('A checkout whose network is cut at every step and whose page is opened anew', () => {
    it(
      `is one order and paid once, or not paid where nobody pressed "pay": ${runs} buyers`,
      async () => {
        const shop = await givenShop(system);
        const goods = await shop.sells({ title: '甘肃宽粉', lots: [{ pieces: runs + 10, expiresInDays: 200 }] });
        const address = `${system.running.url}/goods/${goods.productId}`;
        const counted = { reloads: 0, survived: 0, unpaid: 0 };

        const buy = async (nth: number) => {
          const { door, keeps } = await knownBuyer(system.door);
          const { page, context, complaints } = await browser.comes({ keeps });
          const pays = nth % LOOKS_ONLY !== LOOKS_ONLY - 1;
          const cut = CUTS[nth % CUTS.length]!;
          const checkout = new CutCheckout(page, context, address, new Dice(seed + nth), cut, pays);
          try {
            await checkout.run();
            await expectOneOrder(door, checkout, pays);
            expect(complaints).toEqual([]);
          } catch (error) {
            throw new Error(`buyer ${nth} (${JSON.stringify(cut)}): ${checkout.seen.join(' > ')}`, { cause: error });
          } finally {
            await context.close();
          }
          counted.reloads += checkout.reloads;
          counted.survived += checkout.survived;
          if (!pays) counted.unpaid += 1;
        };
        await inTurns(runs, buy);

        const [row] = await system.sql<{ orders: string; paid: string }>(
          'orders',
          `SELECT count(*) AS orders, count(*) FILTER (WHERE status = 'PAID') AS paid FROM orders WHERE company_id = $1`,
          [shop.companyId],
        );
        console.log(
          `${runs} buyers, seed ${seed}: ${row!.orders} orders, ${row!.paid} paid; ${counted.reloads} reloads`,
        );
        expect(row).toEqual({ orders: String(runs), paid: String(runs - counted.unpaid) });
        expect(counted.survived).toBeGreaterThan(0);
      },
      patienceMs,
    );
  });
}

/** One order under one key; paid once and by the buyer's hand, or waiting for it. */
async function expectOneOrder(door: Door, { keys, payments, presses }: CutCheckout, pays: boolean): Promise<void> {
  expect(new Set(keys).size).toBe(1);
  const order = await eventually('it has come to its end', async () => {
    const { orders } = await door.get<{ orders: Order[] }>('/orders');
    expect(orders).toHaveLength(1);
    return !pays || orders[0]!.status === 'PAID' ? orders[0] : undefined;
  });
  const taken = order.payments.filter(({ status }) => status === 'SUCCEEDED');
  expect({ status: order.status, taken: taken.map(({ amountFen }) => amountFen) }).toEqual(
    pays ? { status: 'PAID', taken: [order.totalFen] } : { status: 'AWAITING_PAYMENT', taken: [] },
  );
  expect(payments.length).toBeLessThanOrEqual(presses);
}

/** A few at a time; the first that fails ends it. */
async function inTurns(count: number, work: (nth: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < count && !failed) {
      await work(next++).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(times(AT_ONCE, worker));
}
