import type { LineId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';
import type { Allotment, OrderStatus } from '../orders/order.js';

/** A line as who packs it must know it. */
export interface PackedLine {
  lineId: LineId;
  quantity: number;
  refundedQuantity: number;
  shippedQuantity: number;
  /** First expiring first, as they were held. */
  allocations: Allotment[];
}

/** Whether a line must still be weighed, or was, or is not sold by weight. */
export type Scale = 'none' | 'due' | 'done';

/** Pieces of a line that a parcel holds. */
export interface ParcelLine {
  lineId: LineId;
  quantity: number;
}

/** Only what is paid and there and has not left altogether is picked, packed and shipped. */
export function assertPackable({ status, awaitsHarvest }: { status: OrderStatus; awaitsHarvest: boolean }): void {
  if (status !== 'PAID') throw new Problem('order.not_packable');
  if (awaitsHarvest) throw new Problem('lot.not_harvested');
}

/** What of a line must still leave. A refund after shipping may have taken back pieces that left already. */
export const leftToShip = ({ quantity, refundedQuantity, shippedQuantity }: PackedLine): number =>
  Math.max(0, quantity - refundedQuantity - shippedQuantity);

/** Nothing leaves that was refunded, and nothing twice. */
export function assertFits(lines: PackedLine[], parcel: ParcelLine[]): void {
  for (const [at, { lineId, quantity }] of parcel.entries()) {
    const line = lines.find((one) => one.lineId === lineId);
    if (!line) throw invalid(`lines[${at}].lineId`, 'a line of this order');
    const left = leftToShip(line);
    if (quantity > left) throw new Problem('shipment.too_many', { lineId, left });
  }
}

/** What is sold by weight has its price before it leaves. */
export function assertWeighed(lines: { lineId: LineId; scale: Scale }[], parcel: ParcelLine[]): void {
  const due = lines.filter(({ scale }) => scale === 'due').map(({ lineId }) => lineId);
  const lineIds = parcel.map(({ lineId }) => lineId).filter((lineId) => due.includes(lineId));
  if (lineIds.length > 0) throw new Problem('line.not_weighed', { lineIds });
}

/**
 * Which lots the pieces of a line that still must leave come from. What expires first leaves first; what was refunded
 * is what would have left last.
 */
export function lotsLeft(line: PackedLine): Allotment[] {
  return taken(notRefunded(line), line.shippedQuantity, 'first').filter(({ pieces }) => pieces > 0);
}

/** Which lots the pieces come from that were not refunded, shipped or not. */
export const notRefunded = ({
  allocations,
  refundedQuantity,
}: Pick<PackedLine, 'allocations' | 'refundedQuantity'>): Allotment[] =>
  taken(allocations, refundedQuantity, 'last').filter(({ pieces }) => pieces > 0);

/** Allotments less so many pieces, from the first on or from the last; grams and cost go with the pieces. */
function taken(allocations: Allotment[], pieces: number, from: 'first' | 'last'): Allotment[] {
  let left = pieces;
  const order = from === 'first' ? allocations : allocations.toReversed();
  const rest = order.map((allotment) => {
    const gone = Math.min(left, allotment.pieces);
    left -= gone;
    return partOf(allotment, allotment.pieces - gone);
  });
  return from === 'first' ? rest : rest.toReversed();
}

/** Pieces of one lot weigh and cost the same. */
export const partOf = (allotment: Allotment, pieces: number): Allotment => ({
  ...allotment,
  pieces,
  grams: String((BigInt(allotment.grams) * BigInt(pieces)) / BigInt(allotment.pieces)),
  costFen: String((BigInt(allotment.costFen) * BigInt(pieces)) / BigInt(allotment.pieces)),
});

/** A line's allotments after pieces went out of another lot: the place in the row stays, equal lots are one. */
export function reallocated(allocations: Allotment[], from: Allotment, to: Allotment): Allotment[] {
  const kept = allocations.map((allotment) =>
    allotment.lotId === from.lotId
      ? minus(allotment, from)
      : allotment.lotId === to.lotId
        ? plus(allotment, to)
        : allotment,
  );
  const known = allocations.some(({ lotId }) => lotId === to.lotId);
  const at = allocations.findIndex(({ lotId }) => lotId === from.lotId);
  return (known ? kept : kept.toSpliced(at + 1, 0, to)).filter(({ pieces }) => pieces > 0);
}

const plus = (one: Allotment, more: Allotment): Allotment => ({
  ...one,
  pieces: one.pieces + more.pieces,
  grams: String(BigInt(one.grams) + BigInt(more.grams)),
  costFen: String(BigInt(one.costFen) + BigInt(more.costFen)),
});

const minus = (one: Allotment, less: Allotment): Allotment => ({
  ...one,
  pieces: one.pieces - less.pieces,
  grams: String(BigInt(one.grams) - BigInt(less.grams)),
  costFen: String(BigInt(one.costFen) - BigInt(less.costFen)),
});
