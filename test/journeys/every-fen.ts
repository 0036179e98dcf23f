import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { brokenBooks } from '../faults/books.js';
import { Dice, seededDice } from '../faults/dice.js';
import { Patience } from '../faults/patience.js';
import type { Journal, LedgerAccounts, Order, Refund } from './answers.js';
import { checkoutOf, givenBuyers, journalsOf, type Buyer } from './buyer.js';
import { givenCoupons, someOf, type ShopCoupons } from './coupons.js';
import {
  byWeight,
  cashOf,
  discountOf,
  reckon,
  reckonDiscounts,
  reckonRefund,
  sharesOf,
  worthOf,
  type Discounted,
  type LineOfOrder,
  type Step,
} from './reckoning.js';
import { givenShop, type OnSale, type PurchaseKind, type Shop } from './shop.js';
import { eventually, sumOf, times, type WholeSystem } from './whole-system.js';

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
  coupons: ShopCoupons;
}

// Each of them takes a few answers and as many journals.
const REFUNDED = 0.3;

/**
 * Random orders through the public door, half of them with coupons, in shops with random approved rules, some of them
 * given back piece by piece; each journal against our reckoning.
 */
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
  const [refunds] = await system.sql<{ count: string }>('orders', `SELECT count(*) FROM refund WHERE kind <> 'STRAY'`);
  expect(Number(refunds!.count)).toBeGreaterThan(orders * REFUNDED);
  for (const { shop } of shops) await assertNobodyBelowZero(shop);
  expect(await brokenBooks(system, '30s')).toEqual([]);
}

/** Whoever is owed something is owed something; buyers' money and subsidies are on the other side. */
async function assertNobodyBelowZero(shop: Shop): Promise<void> {
  const { accounts } = await insist(() => shop.mentor.door.get<LedgerAccounts>(shop.path('/ledger-accounts')));
  const wrong = accounts.filter(({ name, balanceFen }) => {
    if (/^(payable|fund):/.test(name)) return BigInt(balanceFen) < 0n;
    return /^(clearing|subsidy):/.test(name) && BigInt(balanceFen) > 0n;
  });
  expect(wrong).toEqual([]);
}

/** Returns from how many lots the order's pieces came. */
async function buyAndReckon(system: WholeSystem, buyer: Buyer, where: RuledShop, dice: Dice): Promise<number> {
  const { shop, ruleId, steps, goods } = where;
  const coupons = someOf(where.coupons, dice);
  const wanted = dice
    .shuffled(goods)
    .slice(0, dice.whole(1, goods.length))
    .map(({ skuId }) => ({ skuId, quantity: dice.whole(1, 5) }));
  const { shippingAddress } = checkoutOf(wanted);
  const regionCode = dice.pick(['620102', '110101', '650102']);
  const couponCodes = dice.shuffled(coupons.map(({ code }) => code));
  const order = await buyer.buys(wanted, { shippingAddress: { ...shippingAddress, regionCode }, couponCodes });

  const [journal] = await journalsOf(shop.mentor.door, order);
  const lines = await linesOf(system, order, goods, coupons);
  expect({ order: order.orderId, legs: legsByLine(journal!) }).toEqual({
    order: order.orderId,
    legs: new Map([...lines].map(([lineId, line]) => [lineId, reckon(steps, line)])),
  });
  expect(sumOf(journal!.legs.map(({ amountFen }) => amountFen))).toBe(0n);
  expect(new Set(journal!.legs.map((leg) => leg.ruleId))).toEqual(new Set([ruleId]));
  const fromBuyer = journal!.legs.filter(({ ledgerAccountId }) => ledgerAccountId.startsWith('clearing:psp@'));
  expect(-sumOf(fromBuyer.map(({ amountFen }) => amountFen))).toBe(BigInt(order.totalFen));
  if (dice.next() < REFUNDED) await giveBackAndReckon(buyer, where, order, lines, dice);
  return [...lines.values()].reduce((sum, { pieces }) => sum + pieces.length, 0);
}

interface LineLeft {
  line: LineOfOrder;
  given: Map<string, bigint>;
  pieces: number;
  fen: bigint;
  /** What the fund still pays of it. */
  fundFen: bigint;
}

/** Parts of the pieces that are left; or some money, which is the company's to give. */
const CHAINS: (number | 'money')[][] = [
  [0.5],
  [0.5, 0.5],
  [0.5, 1],
  [0.5, 0.5, 1],
  ['money', 1],
  [0.5, 'money', 'money', 1],
];

/** As a good client does: again, with the same id, while the system says that it may. */
const insist = <T>(work: () => Promise<T>): Promise<T> => new Patience().insist(work);

/** One refund after the other: nobody has packed anything. */
async function giveBackAndReckon(
  buyer: Buyer,
  { shop, steps }: RuledShop,
  order: Order,
  lines: Map<string, LineOfOrder>,
  dice: Dice,
): Promise<void> {
  const left = new Map([...lines].map(([id, line]) => [id, untouched(line)]));
  const refundIds: string[] = [];
  for (const part of dice.pick(CHAINS)) {
    const open = [...left].filter(([, { pieces }]) => pieces > 0);
    if (open.length === 0) break;
    const refundId = randomUUID();
    refundIds.push(refundId);
    const asked = part === 'money' ? someMoney(open) : somePieces(open, part);
    const request = {
      refundId,
      lines: asked.map(({ lineId, ...some }) =>
        'fen' in some ? { lineId, amountFen: String(some.fen) } : { lineId, ...some },
      ),
      reason: '不想要了',
    };
    const { refund } = await insist(() =>
      buyer.door.post<{ refund: Refund }>(`/orders/${order.orderId}/refunds`, request),
    );
    if (part === 'money') await insist(() => shop.door.post(`/refunds/${refundId}/decision`, { approve: true }));
    const expected = new Map(asked.map((one) => [one.lineId, taken(steps, left.get(one.lineId)!, one)]));
    expect(BigInt(refund.amountFen)).toBe(
      [...expected.values()].reduce((sum, one) => sum + one.get('clearing:psp')!, 0n),
    );
    const refunds = await refundsIn(shop.mentor.door, order, refundIds.length);
    expect({ refundId, legs: legsByLine(refunds.at(-1)!) }).toEqual({ refundId, legs: expected });
    await assertViewsAgree(buyer, shop, order, left);
  }
  if ([...left.values()].every(({ pieces }) => pieces === 0)) await assertNothingLeft(buyer, shop, order, lines, steps);
}

type Asked = { lineId: string } & ({ quantity: number } | { fen: bigint });

const somePieces = (open: [string, LineLeft][], part: number): Asked[] =>
  open
    .map(([lineId, { pieces }]) => ({ lineId, quantity: Math.max(1, Math.floor(pieces * part)) }))
    .slice(0, part === 1 ? undefined : 2);

const someMoney = (open: [string, LineLeft][]): Asked[] =>
  open.slice(0, 1).map(([lineId, { fen }]) => ({ lineId, fen: fen / 3n }));

/** What is left of each line and of all, as the order shows it and as its journals do. */
async function assertViewsAgree(buyer: Buyer, shop: Shop, order: Order, left: Map<string, LineLeft>): Promise<void> {
  const seen = await insist(() => buyer.order(order));
  const money = seen.lines.map(({ lineId, cashFen, refundedFen }) => [lineId, BigInt(cashFen) - BigInt(refundedFen)]);
  expect(new Map(money as [string, bigint][])).toEqual(new Map([...left].map(([lineId, { fen }]) => [lineId, fen])));
  expect(sumOf(seen.lines.map(({ cashFen }) => cashFen))).toBe(BigInt(seen.totalFen));
  expect(sumOf(seen.refunds.map(({ amountFen }) => amountFen))).toBe(
    sumOf(seen.lines.map(({ refundedFen }) => refundedFen)),
  );
  const booked = new Map<string, bigint>();
  for (const { lineId, ledgerAccountId, amountFen } of (await journalsOf(shop.mentor.door, order)).flatMap(
    ({ legs }) => legs,
  )) {
    if (!ledgerAccountId.startsWith('clearing:psp@')) continue;
    booked.set(lineId, (booked.get(lineId) ?? 0n) - BigInt(amountFen));
  }
  expect(booked).toEqual(new Map(money as [string, bigint][]));
}

const untouched = (line: LineOfOrder): LineLeft => ({
  line,
  given: new Map(),
  pieces: line.quantity,
  fen: cashOf(line),
  fundFen: discountOf(line, 'fund'),
});

function taken(steps: Step[], left: LineLeft, asked: Asked): Map<string, bigint> {
  const fen = 'fen' in asked ? asked.fen : worthOf(left.fen, asked.quantity, left.pieces);
  // The fund gets its part back in the proportion the buyer does, whole fen, and with the last all of it.
  const fundFen = fen === left.fen ? left.fundFen : (left.fundFen * fen) / left.fen;
  left.fen -= fen;
  left.fundFen -= fundFen;
  if ('quantity' in asked) left.pieces -= asked.quantity;
  return reckonRefund(sharesOf(steps, left.line), left.given, fen, fundFen);
}

/** The buyer has all, the goods lie in the inventory again, and what never comes back is the company's loss. */
async function assertNothingLeft(
  buyer: Buyer,
  shop: Shop,
  order: Order,
  lines: Map<string, LineOfOrder>,
  steps: Step[],
): Promise<void> {
  await buyer.until(order, ['REFUNDED']);
  const outright = [...lines.values()].filter(({ purchaseKind }) => purchaseKind === 'OUTRIGHT');
  const cost = outright.flatMap(({ pieces }) => pieces).reduce((sum, { costFen }) => sum + costFen, 0n);
  const kept = new Map<string, bigint>();
  for (const line of lines.values()) {
    for (const { account, fen, giver } of sharesOf(steps, line)) {
      if (giver === account || account.startsWith('inventory:')) continue;
      kept.set(account, (kept.get(account) ?? 0n) + fen);
      kept.set(giver, (kept.get(giver) ?? 0n) - fen);
    }
  }
  const journals = await eventually(`pieces of ${order.orderId} in the inventory`, async () => {
    const seen = await journalsOf(shop.mentor.door, order);
    const back = seen.filter(({ kind }) => kind === 'pieces_returned').flatMap(({ legs }) => legs);
    const returned = sumOf(back.map(({ amountFen }) => amountFen).filter((fen) => !fen.startsWith('-')));
    return returned === cost ? seen : undefined;
  });
  const held = new Map<string, bigint>();
  for (const { ledgerAccountId, amountFen } of journals.flatMap(({ legs }) => legs)) {
    const account = ledgerAccountId.split('@')[0]!;
    held.set(account, (held.get(account) ?? 0n) + BigInt(amountFen));
  }
  const without = (sums: Map<string, bigint>) => new Map([...sums].filter(([, fen]) => fen !== 0n));
  expect({ order: order.orderId, held: without(held) }).toEqual({ order: order.orderId, held: without(kept) });
}

/** The refunds of an order once there are so many in the log, as they were posted. */
function refundsIn(door: Shop['mentor']['door'], order: Order, count: number): Promise<Journal[]> {
  return eventually(`refund ${count} of ${order.orderId}`, async () => {
    const refunds = (await journalsOf(door, order)).filter(({ kind }) => kind === 'order_refunded');
    return refunds.length === count ? refunds : undefined;
  });
}

/** What each line is made of: prices and costs from what we put on sale; only which lots gave pieces is read. */
async function linesOf(
  system: WholeSystem,
  order: Order,
  goods: OnSale[],
  coupons: Discounted[],
): Promise<Map<string, LineOfOrder>> {
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
  const discounts = reckonDiscounts(
    coupons,
    known.map(({ sold, quantity }, at) => ({
      goodsFen: BigInt(sold.priceFen) * BigInt(quantity),
      freightFen: freight[at]!,
    })),
  );
  return new Map(
    known.map(({ lineId, quantity, sold }, at) => {
      const { allocations } = rows.find((row) => row.line_id === lineId)!;
      const pieces = allocations.map(({ lotId, pieces: count }) => {
        const lot = sold.lots.find((one) => one.lotId === lotId)!;
        return { lotId, supplierId: lot.supplierId, count, costFen: BigInt(count) * costOfPiece(sold, lot) };
      });
      const { priceFen, purchaseKind } = sold;
      return [
        lineId,
        { quantity, priceFen, freightFen: freight[at]!, discounts: discounts[at]!, purchaseKind, pieces },
      ];
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
  const coupons = await givenCoupons(shop, dice);
  return { shop, goods, steps, coupons, ruleId: await approvedRule(system, shop, steps) };
}

/**
 * Proposed through the public door. Its approval is set here: an approval through the door starts ten minutes later,
 * and no test waits so long.
 */
export async function approvedRule(system: WholeSystem, { owner, mentor, companyId }: Shop, steps: Step[]) {
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
