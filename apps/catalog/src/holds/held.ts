import { fromJson } from '@bufbuild/protobuf';
import { HeldSchema, type Held } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Fen } from '#kernel/fen.js';
import type { HeldLine, Hold } from './hold.js';
import type { FreightTerms, PricedLine, Quote, QuotedLine, Sku } from './quote.js';

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
  ...(quote.inReplay && { inReplay: true }),
  lines: lines.map(({ sku, flash, allocations, discounts, weighed, ...line }) => ({
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
    discounts: discounts.map(({ coupon: { couponId, payer, off }, amountFen }) => ({
      ...{ couponId, payer },
      amountFen: String(amountFen),
      ...(off.kind === 'FREE_FREIGHT' ? { offFreight: true } : {}),
    })),
    ...(weighed && {
      byWeight: byWeightOf(sku, line, weighed),
      pieceFen: String(weighed.pieceFen),
    }),
  })),
  freightFen: String(quote.freightFen),
  discountFen: String(quote.discountFen),
  totalFen: String(quote.totalFen),
  coupons: appliedOf(quote).map(({ amountFen, ...applied }) => ({ ...applied, amountFen: String(amountFen) })),
  ...(quote.preSale && { preSale: quote.preSale }),
  ...(quote.freightTerms && {
    freightTerms: termsAsJson(quote.freightTerms),
  }),
});

const byWeightOf = ({ maxOverBp }: Sku, { priceFen }: Pick<PricedLine, 'priceFen'>, { maxG }: { maxG: number }) => ({
  maxOverBp: maxOverBp ?? 0,
  maxG,
  maxPriceFen: String(priceFen),
});

const termsAsJson = ({ freeFromFen, firstFen, furtherFen, tareG, firstG, furtherG, ...terms }: FreightTerms) => ({
  ...terms,
  ...{ freeFromFen: String(freeFromFen), firstFen: String(firstFen), furtherFen: String(furtherFen) },
  ...{ tareG: Number(tareG), firstG: Number(firstG), furtherG: Number(furtherG) },
});

export const toHeld = ({ holdId, status, expiresAt, quoted }: Hold): Held =>
  fromJson(HeldSchema, { ...quoted, holdId, status, expiresAt: expiresAt.toISOString() });
