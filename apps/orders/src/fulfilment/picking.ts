import type { LotId, LineId, OrderId, SkuId } from '#kernel/id.js';
import { lotsLeft, type PackedLine } from './parcel.js';

export interface LineToPick extends PackedLine {
  orderId: OrderId;
  skuId: SkuId;
  title: string;
}

/** Pieces of a SKU to be fetched from one lot, and what for. */
export interface Pick {
  skuId: SkuId;
  title: string;
  lotId: LotId;
  pieces: number;
  pickedFor: { orderId: OrderId; lineId: LineId; pieces: number }[];
}

/** What must be fetched: a row for each SKU and lot, in the order in which the lots expire, then by title. */
export function picksOf(lines: LineToPick[], expiresOn: (lotId: string) => string): Pick[] {
  const picks = new Map<string, Pick>();
  for (const line of lines) {
    for (const { lotId, pieces } of lotsLeft(line)) {
      const key = `${line.skuId} ${lotId}`;
      const pick = picks.get(key) ?? { ...skuOf(line), lotId: lotId as LotId, pieces: 0, pickedFor: [] };
      pick.pieces += pieces;
      pick.pickedFor.push({ orderId: line.orderId, lineId: line.lineId, pieces });
      picks.set(key, pick);
    }
  }
  const sorted = (pick: Pick) => `${expiresOn(pick.lotId)} ${pick.title} ${pick.skuId} ${pick.lotId}`;
  return [...picks.values()].sort((one, other) => (sorted(one) < sorted(other) ? -1 : 1));
}

const skuOf = ({ skuId, title }: LineToPick) => ({ skuId, title });
