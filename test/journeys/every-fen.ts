import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Dice, seededDice } from '../faults/dice.js';
import type { Journal, Order } from './answers.js';
import { checkoutOf, givenBuyers, journalsOf, type Buyer } from './buyer.js';
import { byWeight, reckon, type LineOfOrder, type Step } from './reckoning.js';
import { givenShop, type OnSale, type PurchaseKind, type Shop } from './shop.js';
import { sumOf, times, type WholeSystem } from './whole-system.js';

const KINDS: PurchaseKind[] = ['OUTRIGHT', 'CONSIGNMENT', 'COMMISSION'];
const PARTIES = ['payable:host', 'fund:incubator', 'fund:relief', 'revenue:platform', 'payable:logistics', 'fee:psp'];
const BASES = ['LIST', 'GOODS', 'CASH', 'MARGIN'] as const;
const PIECES_OF_A_LOT = 400;
const BUYERS = 8;

interface RuledShop {
  shop: Shop;
  ruleId: string;
  steps: Step[];
  goods: OnSale[];
}

/** Random orders through the public door, in shops with random approved rules; each journal against our reckoning. */
export async function everyFenOf(system: WholeSystem, { orders, rules }: { orders: number; rules: number }) {
  const dice = seededDice('random orders and rules');
  const shops: RuledShop[] = [];
  for (let at = 0; at < rules; at += 1) shops.push(await ruledShop(system, dice));
  const buyers = (await givenBuyers(system, BUYERS)).map((buyer) => ({ buyer, dice: dice.own() }));

  let left = orders;
  let lotsUsed = 0;
  await Promise.all(
    buyers.map(async (one) => {
      while ((left -= 1) >= 0) {
        const used = await buyAndReckon(system, one.buyer, one.dice.pick(shops), one.dice);
        lotsUsed += used;
      }
    }),
  );
  // Else no line ever came from two lots, and costs by lot would not have been tried.
  expect(lotsUsed).toBeGreaterThan(orders);
}

/** Returns from how many lots the order's pieces came. */
async function buyAndReckon(system: WholeSystem, buyer: Buyer, where: RuledShop, dice: Dice): Promise<number> {
  const { shop, ruleId, steps, goods } = where;
  const wanted = dice
    .shuffled(goods)
    .slice(0, dice.whole(1, goods.length))
    .map(({ skuId }) => ({ skuId, quantity: dice.whole(1, 5) }));
  const { shippingAddress } = checkoutOf(wanted);
  const regionCode = dice.pick(['620102', '110101', '650102']);
  const order = await buyer.buys(wanted, { shippingAddress: { ...shippingAddress, regionCode } });

  const [journal] = await journalsOf(shop.mentor.door, order);
  const lines = await linesOf(system, order, goods);
  expect({ order: order.orderId, legs: legsByLine(journal!) }).toEqual({
    order: order.orderId,
    legs: new Map([...lines].map(([lineId, line]) => [lineId, reckon(steps, line)])),
  });
  expect(sumOf(journal!.legs.map(({ amountFen }) => amountFen))).toBe(0n);
  expect(new Set(journal!.legs.map((leg) => leg.ruleId))).toEqual(new Set([ruleId]));
  const fromBuyer = journal!.legs.filter(({ ledgerAccountId }) => ledgerAccountId.startsWith('clearing:psp@'));
  expect(-sumOf(fromBuyer.map(({ amountFen }) => amountFen))).toBe(BigInt(order.totalFen));
  return [...lines.values()].reduce((sum, { pieces }) => sum + pieces.length, 0);
}

/** What each line is made of: prices and costs from what we put on sale; only which lots gave pieces is read. */
async function linesOf(system: WholeSystem, order: Order, goods: OnSale[]): Promise<Map<string, LineOfOrder>> {
  const rows = await system.sql<{ line_id: string; allocations: { lotId: string; pieces: number }[] }>(
    'orders',
    'SELECT line_id, allocations FROM order_line WHERE order_id = $1',
    [order.orderId],
  );
  const known = order.lines.map((line) => ({ ...line, sold: goods.find(({ skuId }) => skuId === line.skuId)! }));
  const freight = byWeight(
    BigInt(order.freightFen),
    known.map(({ sold, quantity }) => sold.grossG * quantity),
  );
  return new Map(
    known.map(({ lineId, quantity, sold }, at) => {
      const { allocations } = rows.find((row) => row.line_id === lineId)!;
      const pieces = allocations.map(({ lotId, pieces: count }) => {
        const lot = sold.lots.find((one) => one.lotId === lotId)!;
        return { lotId, supplierId: lot.supplierId, count, costFen: BigInt(count) * costOfPiece(sold, lot) };
      });
      const { priceFen, purchaseKind } = sold;
      return [lineId, { quantity, priceFen, freightFen: freight[at]!, purchaseKind, pieces }];
    }),
  );
}

/** Grams by the price of a kilogram, half a fen rounded up. */
const costOfPiece = ({ netG }: OnSale, { pricePerKgFen }: { pricePerKgFen: number }) =>
  BigInt(Math.floor((netG * pricePerKgFen + 500) / 1_000));

function legsByLine({ legs }: Journal): Map<string, Map<string, bigint>> {
  const byLine = new Map<string, Map<string, bigint>>();
  for (const { lineId, ledgerAccountId, amountFen } of legs) {
    const account = ledgerAccountId.split('@')[0]!;
    const line = byLine.get(lineId) ?? new Map<string, bigint>();
    byLine.set(lineId, line.set(account, (line.get(account) ?? 0n) + BigInt(amountFen)));
  }
  return byLine;
}

async function ruledShop(system: WholeSystem, dice: Dice): Promise<RuledShop> {
  const shop = await givenShop(system);
  const goods: OnSale[] = [];
  for (const purchaseKind of KINDS) {
    const netG = dice.pick([250, 500, 1_000, 2_500, 4_999]);
    const lots = times(3, (at) => ({
      pieces: at === 2 ? PIECES_OF_A_LOT : dice.whole(2, 9),
      pricePerKgFen: dice.whole(1, 900),
      expiresInDays: 10 + at,
    }));
    const priceFen = dice.whole(99, 9_999);
    goods.push(await shop.sells({ purchaseKind, netG, grossG: netG + dice.whole(10, 300), priceFen, lots }));
  }
  const steps = randomSteps(dice);
  return { shop, goods, steps, ruleId: await approvedRule(system, shop, steps) };
}

/**
 * Proposed through the public door. Its approval is set here: an approval through the door starts ten minutes later,
 * and no test waits so long.
 */
async function approvedRule(system: WholeSystem, { owner, mentor, companyId }: Shop, steps: Step[]) {
  const ruleId = randomUUID();
  await owner.door.post(`/companies/${companyId}/split-rules`, { ruleId, steps });
  await system.sql(
    'attribution',
    `WITH approval AS (
       INSERT INTO split_rule_approval (company_id, rule_id, side, person_id) VALUES ($1, $2, 'mentor', $3)
     ) INSERT INTO split_rule_start (company_id, rule_id, starts_at) VALUES ($1, $2, now())`,
    [companyId, ruleId, mentor.personId],
  );
  await system.sql('orders', 'INSERT INTO split_rule_copy (company_id, rule_id, starts_at) VALUES ($1, $2, now())', [
    companyId,
    ruleId,
  ]);
  return ruleId;
}

function randomSteps(dice: Dice): Step[] {
  const refund = () => dice.pick(['PROPORTIONAL', 'NEVER'] as const);
  const steps: Step[] = [];
  if (dice.next() < 0.8) steps.push({ kind: 'COST', shareBp: dice.whole(0, 4_000), refund: refund() });
  for (let fixed = dice.whole(0, 2); fixed > 0; fixed -= 1) {
    steps.push({
      kind: 'FIXED_PER_UNIT',
      party: dice.pick(PARTIES),
      fixedFen: String(dice.whole(1, 200)),
      refund: refund(),
    });
  }
  for (let percents = dice.whole(1, 6); percents > 0; percents -= 1) {
    const floorFen = dice.next() < 0.3 ? dice.whole(1, 100) : 0;
    const capFen = dice.next() < 0.3 ? floorFen + dice.whole(1, 400) : 0;
    steps.push({
      kind: 'PERCENT',
      party: dice.pick(PARTIES),
      // Six of these can never be more than the whole of a base.
      shareBp: dice.whole(1, 1_666),
      base: dice.pick(BASES),
      floorFen: String(floorFen),
      capFen: String(capFen),
      refund: refund(),
    });
  }
  return [...dice.shuffled(steps), { kind: 'REMAINDER' }];
}
