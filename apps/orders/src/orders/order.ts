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
  discounts: Discount[];
  discountFen: Fen;
  /** What the buyer pays for it, freight included and discounts taken off. */
  cashFen: Fen;
  netG: number;
  grossG: number;
  purchaseKind: PurchaseKind;
  returnClass: ReturnClass;
  offerId: OfferId | null;
  allocations: Allotment[];
  /** Sold by weight: what `netG` grams cost, and the most a piece may weigh. Null: by the piece. */
  byWeight: { pieceFen: Fen; maxG: number } | null;
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

/** What a coupon took off a line, and who pays it in the buyer's stead; as text where a number could lose digits. */
export interface Discount {
  couponId: string;
  /** company, platform, fund */
  payer: string;
  amountFen: string;
  /** Off the line's part of the freight, not off its goods. */
  offFreight?: true;
}

export type QuotedLine = Omit<Line, 'lineId' | 'freightFen' | 'discountFen' | 'cashFen'>;

/**
 * Shares the freight among the lines by their gross grams, to the fen. The lines' cash adds up to goods and freight less
 * what coupons took off: what the buyer pays.
 */
export function priceLines(quoted: QuotedLine[], freightFen: Fen): Line[] {
  const shares = allocate(
    freightFen,
    quoted.map((line) => BigInt(line.grossG) * BigInt(line.quantity)),
  );
  return quoted.map((line, at) => {
    const share = shares[at] ?? Fen.zero;
    const discountFen = Fen.sum(line.discounts.map(({ amountFen }) => Fen.of(amountFen)));
    const cashFen = (line.grossFen + share - discountFen) as Fen;
    return { ...line, lineId: LineId.new(), freightFen: share, discountFen, cashFen };
  });
}
