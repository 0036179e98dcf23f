import { allocate, Fen } from '#kernel/fen.js';
import { LineId, type OfferId, type SkuId } from '#kernel/id.js';

/** A line as it was promised: catalog's quote, and its part of the freight. */
export interface Line {
  lineId: LineId;
  skuId: SkuId;
  title: string;
  quantity: number;
  priceFen: Fen;
  /** Before discounts. */
  grossFen: Fen;
  freightFen: Fen;
  /** What the buyer pays for it, freight included. */
  cashFen: Fen;
  netG: number;
  grossG: number;
  purchaseKind: PurchaseKind;
  returnClass: ReturnClass;
  offerId: OfferId | null;
  allocations: Allotment[];
}

export type PurchaseKind = 'OUTRIGHT' | 'CONSIGNMENT' | 'COMMISSION';
export type ReturnClass = 'FRESH' | 'PROCESSED' | 'CUSTOM';

export type OrderStatus =
  'AWAITING_PAYMENT' | 'EXPIRING' | 'PAID' | 'SHIPPED' | 'COMPLETED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';

/** Which lot some pieces come from; as text where a number could lose digits. */
export interface Allotment {
  lotId: string;
  supplierId: string;
  pieces: number;
  grams: string;
  costFen: string;
}

export type QuotedLine = Omit<Line, 'lineId' | 'freightFen' | 'cashFen'>;

/**
 * Shares the freight among the lines by their gross grams, to the fen. The lines' cash adds up to goods and freight:
 * what the buyer pays.
 */
export function priceLines(quoted: QuotedLine[], freightFen: Fen): Line[] {
  const shares = allocate(
    freightFen,
    quoted.map((line) => BigInt(line.grossG) * BigInt(line.quantity)),
  );
  return quoted.map((line, at) => {
    const share = shares[at] ?? Fen.zero;
    return { ...line, lineId: LineId.new(), freightFen: share, cashFen: Fen.sum([line.grossFen, share]) };
  });
}
