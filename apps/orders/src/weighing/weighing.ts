import { allocate, Fen } from '#kernel/fen.js';
import { invalid, Problem } from '#problems/problem.js';
import { notRefunded } from '../fulfilment/parcel.js';
import type { Allotment, Discount, PurchaseKind } from '../orders/order.js';

// Ordered by the piece, priced by weight. The buyer has paid for the most that the pieces may weigh, for no provider lets
// us take more afterwards. On the scale they cost what they weigh, at most what was paid; the rest goes back.

/** A line of a paid order, as far as weighing asks. */
export interface LineToWeigh {
  lineNo: number;
  lineId: string;
  quantity: number;
  refundedQuantity: number;
  /** Of the line's money: neither gone back nor asked back. */
  leftFen: Fen;
  /** Somebody has asked for money back, and it is not decided yet. */
  undecided: boolean;
  /** By weight: of a piece that weighs the most it may. */
  priceFen: Fen;
  grossG: number;
  netG: number;
  grossFen: Fen;
  freightFen: Fen;
  discounts: Discount[];
  purchaseKind: PurchaseKind;
  allocations: Allotment[];
  /** Null: sold by the piece. */
  byWeight: { pieceFen: Fen; maxG: number } | null;
  /** What was weighed before, if it was. */
  weighed: { pieces: number; grams: number } | null;
  /** Of its freight, what went back because parcels were lighter. */
  freightBackFen: Fen;
}

export interface OrderToWeigh {
  lines: LineToWeigh[];
  freightFen: Fen;
  /** By which its freight was counted; null: nothing in it is sold by weight. */
  freightTerms: FreightTerms | null;
}

/** As catalog counts the freight of a parcel. */
export interface FreightTerms {
  tareG: number;
  firstG: number;
  firstFen: string;
  furtherG: number;
  furtherFen: string;
}

export interface OnScale {
  lineId: string;
  grams: number;
}

export interface Weight {
  pieces: number;
  grams: number;
  chargedFen: Fen;
  /** Above what was paid for. */
  givenAwayG: number;
  givenAwayFen: Fen;
}

export interface WeighedLine {
  lineNo: number;
  lineId: string;
  /** Absent where only its freight became less. */
  weight?: Weight;
  freightOffFen: Fen;
  /** What goes back to the buyer. */
  backFen: Fen;
  /** The pieces that were not given up, as if they had been sold so. */
  now: LineNow;
  /** Of all pieces, for the line. */
  allocations: Allotment[];
}

export interface LineNow {
  quantity: number;
  grossFen: Fen;
  discounts: Discount[];
  freightFen: Fen;
  cashFen: Fen;
  allocations: Allotment[];
}

// Outside of these somebody has mistyped, or weighed something else.
const FACTOR_MAX = 4;

/** What so many grams cost, half a fen up; `pieceFen` is for `netG`. */
export const costOf = ({ pieceFen, netG }: { pieceFen: Fen; netG: number }, grams: number): Fen =>
  halfUp(pieceFen * BigInt(grams), BigInt(netG));

/**
 * What lines cost that are on the scale, and what goes back for them and for the freight of a lighter parcel. Problems:
 * line.weighed, refund.undecided, request.invalid.
 */
export function weigh(order: OrderToWeigh, onScale: OnScale[]): WeighedLine[] {
  const weights = new Map(
    onScale.map(({ lineId, grams }, at) => {
      const line = lineToWeigh(order, lineId, `lines[${at}]`);
      return [line.lineNo, weightOf(line, parseGrams(line, grams, `lines[${at}].grams`))];
    }),
  );
  const freightOff = freightOffOf(order, weights);
  return order.lines.flatMap((line, at) => {
    const weight = weights.get(line.lineNo);
    const freightOffFen = freightOff[at] ?? Fen.zero;
    return weight || freightOffFen > 0n ? [weighedLine(line, weight, freightOffFen)] : [];
  });
}

function lineToWeigh({ lines }: OrderToWeigh, lineId: string, at: string): LineToWeigh {
  const line = lines.find((one) => one.lineId === lineId);
  if (!line?.byWeight) throw invalid(`${at}.lineId`, 'a line of this order that is sold by weight');
  if (line.weighed) throw new Problem('line.weighed', { lineId });
  if (line.undecided) throw new Problem('refund.undecided', { lineId });
  if (piecesOf(line) === 0) throw invalid(`${at}.lineId`, 'a line of which something must still leave');
  return line;
}

function parseGrams(line: LineToWeigh, grams: number, field: string): number {
  const nominal = piecesOf(line) * line.netG;
  if (grams * FACTOR_MAX < nominal || grams > nominal * FACTOR_MAX) {
    throw invalid(field, `what ${piecesOf(line)} pieces of ${line.netG} g may weigh`);
  }
  return grams;
}

/** By its grams, at most what was paid for. */
function weightOf(line: LineToWeigh, grams: number): Weight {
  const pieces = piecesOf(line);
  const { pieceFen, maxG } = byWeightOf(line);
  const authorised = Fen.times(line.priceFen, pieces);
  const costs = costOf({ pieceFen, netG: line.netG }, grams);
  const chargedFen = costs < authorised ? costs : authorised;
  const givenAwayG = Math.max(0, grams - pieces * maxG);
  return { pieces, grams, chargedFen, givenAwayG, givenAwayFen: Fen.of(costs - chargedFen) };
}

/**
 * How much less of each line's freight there is. A parcel that weighs more than was paid for costs no more; what was
 * paid by the heaviest parcel goes back by the steps that the real one does not reach.
 */
function freightOffOf({ lines, freightFen, freightTerms }: OrderToWeigh, weights: Map<number, Weight>): Fen[] {
  if (!freightTerms) return [];
  const missing = (line: LineToWeigh, weight: { pieces: number; grams: number } | null | undefined) =>
    weight ? Math.max(0, weight.pieces * byWeightOf(line).maxG - weight.grams) : 0;
  const heaviest = lines.reduce((sum, { grossG, quantity }) => sum + grossG * quantity, 0);
  const before = lines.reduce((sum, line) => sum + missing(line, line.weighed), 0);
  const now = lines.reduce((sum, line) => sum + missing(line, weights.get(line.lineNo)), before);

  const costs = (lighterBy: number) => least(freightFen, freightOf(freightTerms, heaviest - lighterBy));
  const left = lines.map(freightLeft);
  const off = least(Fen.of(costs(before) - costs(now)), Fen.sum(left));
  return allocate(off, left);
}

/** One parcel, by its gross grams, as catalog counts it. */
function freightOf({ tareG, firstG, firstFen, furtherG, furtherFen }: FreightTerms, grossG: number): Fen {
  const overG = BigInt(grossG + tareG - firstG);
  const step = BigInt(furtherG);
  const steps = overG > 0n ? (overG + step - 1n) / step : 0n;
  return Fen.of(BigInt(firstFen) + BigInt(furtherFen) * steps);
}

function weighedLine(line: LineToWeigh, weight: Weight | undefined, freightOffFen: Fen): WeighedLine {
  const pieces = piecesOf(line);
  const paid = Fen.of((line.grossFen * BigInt(pieces)) / BigInt(line.quantity));
  const freightBefore = freightLeft(line);
  const before = partsOf(line, paid, freightBefore);
  const after = partsOf(line, weight?.chargedFen ?? paid, Fen.of(freightBefore - freightOffFen));

  const { allocations, kept } = weight ? onTheScale(line, weight.grams) : asTheyWere(line);
  const back = before.cashFen > after.cashFen ? Fen.of(before.cashFen - after.cashFen) : Fen.zero;
  return {
    ...{ lineNo: line.lineNo, lineId: line.lineId, freightOffFen, allocations },
    ...(weight ? { weight } : {}),
    backFen: least(back, line.leftFen),
    now: { quantity: pieces, ...after, allocations: kept },
  };
}

/**
 * Who pays so much of a line's goods and freight: the buyer and whoever pays its discounts each keep their part of what
 * they paid, to the fen.
 */
function partsOf({ grossFen, freightFen, discounts }: LineToWeigh, goods: Fen, freight: Fen) {
  const share = (amount: Fen, whole: Fen, own: Discount[]) => {
    const taken = own.map(({ amountFen }) => BigInt(amountFen));
    const cash = whole - taken.reduce((sum, fen) => sum + fen, 0n);
    const [cashFen = Fen.zero, ...amounts] = allocate(amount, [cash, ...taken]);
    const kept = own.map((one, at) => ({ ...one, amountFen: String(amounts[at] ?? 0n) }));
    return { cashFen, discounts: kept };
  };
  const offGoods = share(
    goods,
    grossFen,
    discounts.filter(({ offFreight }) => !offFreight),
  );
  const offFreight = share(
    freight,
    freightFen,
    discounts.filter(({ offFreight }) => offFreight),
  );
  return {
    grossFen: goods,
    freightFen: freight,
    discounts: [...offGoods.discounts, ...offFreight.discounts],
    cashFen: Fen.of(offGoods.cashFen + offFreight.cashFen),
  };
}

/** What of a line's freight is for pieces that still are to leave, and has not gone back. */
function freightLeft(line: LineToWeigh): Fen {
  const pieces = piecesOf(line);
  const [ofThem = Fen.zero] = allocate(line.freightFen, [BigInt(pieces), BigInt(line.refundedQuantity)]);
  return ofThem > line.freightBackFen ? Fen.of(ofThem - line.freightBackFen) : Fen.zero;
}

/**
 * Each lot gave its part of the grams. A farmer whose goods are sold on consignment is owed by what they weigh; what was
 * bought outright was paid by the piece when it was packed, and on commission the cost follows the price.
 */
function onTheScale(line: LineToWeigh, grams: number): { allocations: Allotment[]; kept: Allotment[] } {
  const nominal = notRefunded(line);
  const parts = allocate(
    Fen.of(grams),
    nominal.map((lot) => BigInt(lot.grams)),
  );
  const kept = nominal.map((lot, at) => {
    const weighed: bigint = parts[at] ?? 0n;
    const byGrams = halfUp(BigInt(lot.costFen) * weighed, BigInt(lot.grams));
    const costFen = line.purchaseKind === 'CONSIGNMENT' ? String(byGrams) : lot.costFen;
    return { ...lot, grams: String(weighed), costFen };
  });
  const allocations = line.allocations.map((lot) => {
    const at = nominal.findIndex(({ lotId }) => lotId === lot.lotId);
    const [was, is] = [nominal[at], kept[at]];
    return was && is
      ? { ...lot, grams: moved(lot.grams, was.grams, is.grams), costFen: moved(lot.costFen, was.costFen, is.costFen) }
      : lot;
  });
  return { allocations, kept };
}

const asTheyWere = (line: LineToWeigh) => ({ allocations: line.allocations, kept: notRefunded(line) });
const moved = (whole: string, was: string, is: string) => String(BigInt(whole) - BigInt(was) + BigInt(is));
const piecesOf = ({ quantity, refundedQuantity }: LineToWeigh) => quantity - refundedQuantity;
const least = (one: Fen, other: Fen) => (one < other ? one : other);
const halfUp = (whole: bigint, parts: bigint) => Fen.of((2n * whole + parts) / (2n * parts));

function byWeightOf({ lineId, byWeight }: LineToWeigh) {
  if (!byWeight) throw new Error(`Line ${lineId} is not sold by weight`);
  return byWeight;
}
