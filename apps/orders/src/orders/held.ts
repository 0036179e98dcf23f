import { timestampDate } from '@bufbuild/protobuf/wkt';
import { SaveSkuRequest_PurchaseKind, SaveSkuRequest_ReturnClass } from '#contracts/tianjian/catalog/v1/products_pb.js';
import type { Allocation, Held, HeldLine } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Fen } from '#kernel/fen.js';
import { CompanyId, HoldId, LiveSessionId, OfferId, SkuId } from '#kernel/id.js';
import type { PreSale } from '../presales/presale.js';
import type { FreightTerms } from '../weighing/weighing.js';
import type { Allotment, PurchaseKind, QuotedLine, ReturnClass } from './order.js';

// Catalog's words in ours.

export interface Hold {
  holdId: HoldId;
  holdUntil: Date;
  companyId: CompanyId;
  liveSessionId: LiveSessionId | null;
  /** That session is over. */
  inReplay: boolean;
  lines: QuotedLine[];
  freightFen: Fen;
  discountFen: Fen;
  totalFen: Fen;
  freightTerms: FreightTerms | null;
  preSale: PreSale | null;
}

export function toHold(held: Held): Hold {
  return {
    holdId: HoldId.parse(held.holdId),
    // A hold without an end is not provisional any more: nothing can be placed on it.
    holdUntil: held.expiresAt ? timestampDate(held.expiresAt) : new Date(0),
    companyId: CompanyId.parse(held.companyId),
    liveSessionId: held.liveSessionId === '' ? null : LiveSessionId.parse(held.liveSessionId),
    inReplay: held.inReplay,
    lines: held.lines.map(toQuotedLine),
    freightFen: Fen.of(held.freightFen),
    discountFen: Fen.of(held.discountFen),
    totalFen: Fen.of(held.totalFen),
    freightTerms: freightTermsOf(held),
    preSale: preSaleOf(held),
  };
}

const toQuotedLine = (line: HeldLine): QuotedLine => ({
  skuId: SkuId.parse(line.skuId),
  title: line.title,
  quantity: line.quantity,
  priceFen: Fen.of(line.priceFen),
  grossFen: Fen.of(line.amountFen),
  netG: line.netG,
  grossG: line.grossG,
  purchaseKind: SaveSkuRequest_PurchaseKind[line.purchaseKind] as PurchaseKind,
  returnClass: SaveSkuRequest_ReturnClass[line.returnClass] as ReturnClass,
  offerId: line.offerId === '' ? null : OfferId.parse(line.offerId),
  allocations: line.allocations.map(toAllotment),
  discounts: line.discounts.map(({ couponId, payer, amountFen, offFreight }) => ({
    couponId,
    payer,
    amountFen: String(amountFen),
    ...(offFreight ? { offFreight } : {}),
  })),
  byWeight: line.byWeight ? { pieceFen: Fen.of(line.pieceFen), maxG: line.byWeight.maxG } : null,
});

function preSaleOf({ preSale }: Held): PreSale | null {
  if (!preSale) return null;
  const { lotId, expectedOn, shipBy } = preSale;
  return { lotId, expectedOn, shipBy };
}

/** Kept for what is weighed later; anything else never asks for its freight again. */
function freightTermsOf({ lines, freightTerms }: Held): FreightTerms | null {
  if (!freightTerms || !lines.some(({ byWeight }) => byWeight)) return null;
  const { tareG, firstG, firstFen, furtherG, furtherFen } = freightTerms;
  return { tareG, firstG, furtherG, firstFen: String(firstFen), furtherFen: String(furtherFen) };
}

export const toAllotment = ({ lotId, supplierId, pieces, grams, costFen }: Allocation): Allotment => ({
  lotId,
  supplierId,
  pieces,
  grams: String(grams),
  costFen: String(costFen),
});

export const fromAllotment = ({ grams, costFen, ...rest }: Allotment) => ({
  ...rest,
  grams: BigInt(grams),
  costFen: BigInt(costFen),
});
