import type { CompanyId } from '#kernel/id.js';
import { addDays, at } from '../day.js';
import { buyerName } from '../names.js';
import { Random } from '../random.js';
import { BUYERS, PAST } from './past.js';
import { saleOf, type PastLot, type PastSku } from './past-goods.js';
import type { PastSession } from './past-sessions.js';

const HOUR_S = 3_600;
const DAY_S = 86_400;
const [OPENS_H, CLOSES_H] = [8, 24];
// In percent.
const LIVE = 60;
const [ONE_LINE, TWO_LINES] = [75, 18];

const REGIONS = [
  ...['620102', '620402', '621102', '620502', '610113', '610102', '640104', '630102', '110105', '120101'],
  ...['310115', '320106', '330106', '370102', '410105', '420106', '430104', '440106', '500103', '510104'],
];
const NEAR = /^6[1-4]/;
const [FREE_FROM_FEN, NEAR_FEN, FAR_FEN] = [9_900n, 400n, 800n];

// A shape that each carrier's numbers have.
const CARRIERS = [
  { carrier: 'SF', number: (nth: number) => `SF${digits(nth, 13)}` },
  { carrier: 'ZTO', number: (nth: number) => `78${digits(nth, 11)}` },
  { carrier: 'YTO', number: (nth: number) => `YT${digits(nth, 13)}` },
  { carrier: 'JT', number: (nth: number) => `JT${digits(nth, 13)}` },
  { carrier: 'EMS', number: (nth: number) => `98${digits(nth, 11)}` },
];

export interface SoldLine {
  lot: PastLot;
  sku: PastSku;
  pieces: number;
}

export interface SoldOrder {
  number: string;
  buyer: number;
  name: string;
  phone: string;
  regionCode: string;
  detail: string;
  session: PastSession | undefined;
  lines: SoldLine[];
  freightFen: bigint;
  carrier: string;
  trackingNumber: string;
  placedAt: Date;
  paidAt: Date;
  shippedAt: Date;
  deliveredAt: Date;
  completedAt: Date;
}

interface Past {
  seed: string;
  companyId: CompanyId;
  lots: PastLot[];
  sessions: PastSession[];
}

/** Every order of the past, as they were placed, a day at a time. */
export function* pastOrders({ seed, companyId, lots, sessions }: Past): Generator<SoldOrder> {
  const sales = salesByDay(lots);
  let nth = 0;
  for (let day = 0; day < PAST.days; day += 1) {
    const random = new Random(seed, 'past day', companyId, String(day));
    const onAir = sessions.filter((session) => session.day === day);
    const lines = shuffled(sales[day] ?? [], random).map((sale) => lineOf(lots, sale));
    const orders = baskets(lines, random).map((basket) => orderOf(day, basket, onAir, random));
    orders.sort((one, other) => one.placedAt.getTime() - other.placedAt.getTime());
    for (const order of orders) {
      nth += 1;
      const dated = addDays(PAST.from, day).replaceAll('-', '');
      const { carrier, number } = CARRIERS[nth % CARRIERS.length] ?? { carrier: 'SELF', number: String };
      yield { ...order, number: `69${dated}${digits(nth, 9)}`, carrier, trackingNumber: number(nth) };
    }
  }
}

// A sale and its lot as one number: 400,000 objects would be a hundred MiB.
const CODES = 4_096;

function salesByDay(lots: PastLot[]): number[][] {
  const days: number[][] = Array.from({ length: PAST.days }, () => []);
  for (const [lot, { sales }] of lots.entries()) {
    for (const code of sales) days[saleOf(code).day]?.push(lot * CODES + code);
  }
  return days;
}

function lineOf(lots: PastLot[], sale: number): SoldLine {
  const { sku: skuAt, pieces } = saleOf(sale % CODES);
  const lot = lots[Math.floor(sale / CODES)];
  const sku = lot?.skus[skuAt];
  if (!lot || !sku) throw new Error('a sale of no lot');
  return { lot, sku, pieces };
}

/** Lines in the order in which they come become orders of one to three; the same goods twice are two orders. */
function baskets(lines: SoldLine[], random: Random): SoldLine[][] {
  const all: SoldLine[][] = [];
  for (let from = 0; from < lines.length;) {
    const roll = random.between(1, 100);
    const wanted = roll <= ONE_LINE ? 1 : roll <= ONE_LINE + TWO_LINES ? 2 : 3;
    const basket = lines.slice(from, from + wanted);
    const different = new Set(basket.map(({ sku }) => sku.skuId)).size === basket.length;
    const taken = different ? basket : basket.slice(0, 1);
    all.push(taken);
    from += taken.length;
  }
  return all;
}

function orderOf(day: number, lines: SoldLine[], onAir: PastSession[], random: Random) {
  const buyer = random.between(1, BUYERS);
  const regionCode = random.pick(REGIONS);
  const session = onAir.length > 0 && random.chance(LIVE) ? random.pick(onAir) : undefined;
  const placedAt = session ? later(session.startedAt, random.between(60, 2 * HOUR_S - 60)) : timeOfDay(day, random);
  const paidAt = later(placedAt, random.between(5, 600));
  const shippedAt = later(paidAt, random.between(6 * HOUR_S, 40 * HOUR_S));
  const deliveredAt = later(shippedAt, random.between(2 * DAY_S, 5 * DAY_S));
  return {
    ...{ buyer, ...personOf(buyer), regionCode, session, lines },
    detail: `示例路 ${random.between(1, 999)} 号`,
    freightFen: freightOf(lines, regionCode),
    ...{ placedAt, paidAt, shippedAt, deliveredAt },
    completedAt: later(deliveredAt, random.between(HOUR_S, 7 * DAY_S)),
  };
}

const timeOfDay = (day: number, random: Random) =>
  later(at(addDays(PAST.from, day), OPENS_H), random.between(0, (CLOSES_H - OPENS_H) * HOUR_S - 1));

/** Nobody's number: the block was never given out. */
const personOf = (buyer: number) => ({
  name: buyerName(new Random('past buyer', String(buyer))),
  phone: `100${digits(buyer, 8)}`,
});

function freightOf(lines: SoldLine[], regionCode: string): bigint {
  const goodsFen = lines.reduce((sum, { sku, pieces }) => sum + sku.priceFen * BigInt(pieces), 0n);
  if (goodsFen >= FREE_FROM_FEN) return 0n;
  return NEAR.test(regionCode) ? NEAR_FEN : FAR_FEN;
}

function shuffled(all: number[], random: Random): number[] {
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last);
    [all[last], all[other]] = [all[other] ?? 0, all[last] ?? 0];
  }
  return all;
}

const later = (moment: Date, seconds: number) => new Date(moment.getTime() + seconds * 1_000);
const digits = (nth: number, count: number) => String(nth).padStart(count, '0');
