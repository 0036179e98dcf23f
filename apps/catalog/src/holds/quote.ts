import { Fen } from '#kernel/fen.js';
import type { CompanyId, LiveSessionId, OfferId, SkuId } from '#kernel/id.js';
import type { Quantity } from '#kernel/measures.js';
import { Problem } from '#problems/problem.js';
import { freightOf } from './freight.js';
import type { Line } from './lines.js';

export interface Sku {
  companyId: CompanyId;
  skuId: SkuId;
  title: string;
  /** The list price. */
  priceFen: Fen;
  netG: number;
  grossG: number;
  purchaseKind: string;
  returnClass: string;
}

/** A SKU in the bag of a session on air. */
export interface SessionOffer {
  flash?: FlashOffer;
}

export interface FlashOffer {
  offerId: OfferId;
  priceFen: Fen;
  perBuyerLimit: number;
}

/** The prices in force. */
export interface Prices {
  skus: ReadonlyMap<SkuId, Sku>;
  offerIn(liveSessionId: LiveSessionId, skuId: SkuId): SessionOffer | undefined;
}

export interface Wanted {
  lines: Line[];
  liveSessionId: LiveSessionId | undefined;
  regionCode: string;
}

export interface QuotedLine {
  sku: Sku;
  quantity: Quantity;
  priceFen: Fen;
  amountFen: Fen;
  flash?: FlashOffer;
}

export interface Quote {
  companyId: CompanyId;
  /** The named session, if it counts: it is on air and has one of the SKUs in its bag. */
  liveSessionId: LiveSessionId | undefined;
  lines: QuotedLine[];
  freightFen: Fen;
  totalFen: Fen;
}

/** Each line at the price in force where the buyer stands, and the freight of all together. */
export function quote({ lines, liveSessionId, regionCode }: Wanted, prices: Prices): Quote {
  let sessionCounts = false;
  const quoted = lines.map(({ skuId, quantity }) => {
    const sku = prices.skus.get(skuId);
    if (!sku) throw new Problem('not_found');
    const offer = liveSessionId && prices.offerIn(liveSessionId, skuId);
    sessionCounts ||= offer !== undefined;
    const priceFen = offer?.flash?.priceFen ?? sku.priceFen;
    return { sku, quantity, priceFen, amountFen: Fen.times(priceFen, quantity), flash: offer?.flash };
  });
  return {
    companyId: companyOf(quoted),
    liveSessionId: sessionCounts ? liveSessionId : undefined,
    lines: quoted,
    ...total(quoted, freightOf(regionCode, grossOf(quoted))),
  };
}

/** An order is of one company. */
export function companyOf(lines: { sku: Sku }[]): CompanyId {
  const companies = new Set(lines.map((line) => line.sku.companyId));
  const [companyId] = companies;
  if (!companyId || companies.size > 1) throw new Problem('order.several_companies');
  return companyId;
}

export const total = (lines: QuotedLine[], freightFen: Fen) => ({
  freightFen,
  totalFen: Fen.sum([...lines.map((line) => line.amountFen), freightFen]),
});

const grossOf = (lines: QuotedLine[]) =>
  lines.reduce((sum, { sku, quantity }) => sum + BigInt(sku.grossG) * BigInt(quantity), 0n);
