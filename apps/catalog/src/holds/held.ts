import { fromJson } from '@bufbuild/protobuf';
import { HeldSchema, type Held } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Fen } from '#kernel/fen.js';
import type { HeldLine, Hold } from './hold.js';
import type { Quote, QuotedLine } from './quote.js';

/** What each coupon took off the lines together. */
export const appliedOf = ({ coupons, lines }: { coupons: Quote['coupons']; lines: QuotedLine[] }) =>
  coupons.map(({ couponId, code, title, payer }) => {
    const ofIt = lines.flatMap(({ discounts }) => discounts.filter(({ coupon }) => coupon.couponId === couponId));
    return { couponId, code, title, payer, amountFen: Fen.sum(ofIt.map(({ amountFen }) => amountFen)) };
  });

/** What a hold promised, in the JSON of the answer: stored as it is, so that every repeat gets it to the letter. */
export const toQuoted = (quote: Quote, lines: HeldLine[]) => ({
  companyId: quote.companyId,
  liveSessionId: quote.liveSessionId ?? '',
  lines: lines.map(({ sku, flash, allocations, discounts, ...line }) => ({
    skuId: sku.skuId,
    title: sku.title,
    quantity: line.quantity,
    priceFen: String(line.priceFen),
    amountFen: String(line.amountFen),
    netG: sku.netG,
    grossG: sku.grossG,
    purchaseKind: sku.purchaseKind,
    returnClass: sku.returnClass,
    offerId: flash?.offerId ?? '',
    allocations: allocations.map(({ grams, costFen, ...allocation }) => ({
      ...allocation,
      grams: String(grams),
      costFen: String(costFen),
    })),
    discounts: discounts.map(({ coupon: { couponId, payer }, amountFen }) => ({
      ...{ couponId, payer },
      amountFen: String(amountFen),
    })),
  })),
  freightFen: String(quote.freightFen),
  discountFen: String(quote.discountFen),
  totalFen: String(quote.totalFen),
  coupons: appliedOf(quote).map(({ amountFen, ...applied }) => ({ ...applied, amountFen: String(amountFen) })),
  ...(quote.freightTerms && {
    freightTerms: { ...quote.freightTerms, freeFromFen: String(quote.freightTerms.freeFromFen) },
  }),
});

export const toHeld = ({ holdId, status, expiresAt, quoted }: Hold): Held =>
  fromJson(HeldSchema, { ...quoted, holdId, status, expiresAt: expiresAt.toISOString() });
