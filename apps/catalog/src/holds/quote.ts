import { allocate, Fen } from '#kernel/fen.js';
import type { CompanyId, LiveSessionId, OfferId, PersonId, ProductId, SkuId } from '#kernel/id.js';
import type { Quantity } from '#kernel/measures.js';
import { Problem } from '#problems/problem.js';
import { discountsOf, type Coupon, type Discount } from '../coupons/coupon.js';
import type { Named, Wallet } from '../coupons/wallet.js';
import { freightOf, type Template, type Zone } from '../freight/freight.js';
import { priceOf } from '../offers/price.js';
import type { PreSaleMark } from '../presales/presale.js';
import { heaviest } from '../skus/by-weight.js';
import type { Line } from './lines.js';

export interface Sku {
  companyId: CompanyId;
  skuId: SkuId;
  productId: ProductId;
  title: string;
  /** The list price. */
  priceFen: Fen;
  netG: number;
  grossG: number;
  purchaseKind: string;
  returnClass: string;
  /** Sold by weight: how much more than `netG` a piece may weigh. Null: by the piece. */
  maxOverBp: number | null;
  /** The harvest to come that it is sold from. Null: it is ready. */
  preSale: PreSaleMark | null;
}

/** A SKU in the bag of a session on air, or of one that is over and can be replayed. */
export interface SessionOffer {
  inReplay?: boolean;
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
  /** By which the company sends. */
  freightOf(companyId: CompanyId): Template;
}

export interface Wanted {
  lines: Line[];
  liveSessionId: LiveSessionId | undefined;
  regionCode: string;
  couponCodes: string[];
}

export interface PricedLine {
  sku: Sku;
  quantity: Quantity;
  priceFen: Fen;
  /** Before discounts. */
  amountFen: Fen;
  /** Of goods by weight, which are promised at the most they may weigh and cost. */
  weighed?: { maxG: number; pieceFen: Fen };
  flash?: FlashOffer;
  /** The session in whose bag it was found. */
  inSession: LiveSessionId | undefined;
  inReplay?: boolean;
}

export interface QuotedLine extends PricedLine {
  /** Its part of the freight, by gross grams. */
  freightFen: Fen;
  discounts: Discount[];
}

export interface Quote {
  companyId: CompanyId;
  /** The named session, if it counts: it is on air and has one of the SKUs in its bag. */
  liveSessionId: LiveSessionId | undefined;
  /** That session is over. */
  inReplay?: boolean;
  lines: QuotedLine[];
  freightFen: Fen;
  discountFen: Fen;
  totalFen: Fen;
  coupons: Coupon[];
  /** Of an order that waits for a harvest. */
  preSale: PreSaleMark | null;
  /** By which terms the freight was counted; none where it was settled before. */
  freightTerms?: FreightTerms;
}

export interface FreightTerms {
  zone: string;
  remote: boolean;
  templateVersion: number;
  freeFromFen: Fen;
  tareG: bigint;
  firstG: bigint;
  firstFen: Fen;
  furtherG: bigint;
  furtherFen: Fen;
}

/** Each line at the price in force where the buyer stands, the freight of all together, and what coupons take off. */
export function quote(wanted: Wanted, prices: Prices, wallet: Wallet, buyerId?: PersonId): Quote {
  const { lines, liveSessionId, regionCode, couponCodes } = wanted;
  const priced = lines.map(({ skuId, quantity }): PricedLine => {
    const sku = prices.skus.get(skuId);
    if (!sku) throw new Problem('not_found');
    const offer = liveSessionId && prices.offerIn(liveSessionId, skuId);
    const { priceFen: pieceFen, flash } = priceOf(sku.priceFen, offer ? offer.flash : undefined);
    return {
      ...pricedAt(pieceFen, sku, quantity),
      flash,
      inSession: offer && liveSessionId,
      inReplay: (offer && offer.inReplay) || false,
    };
  });
  const companyId = companyOf(priced);
  const template = prices.freightOf(companyId);
  const freight = freightOf(template, { regionCode, grossG: grossOf(priced), goodsFen: goodsOf(priced) });
  const coupons = wallet.usable(companyId, couponCodes, buyerId);
  return {
    companyId,
    liveSessionId: priced.some(({ inSession }) => inSession) ? liveSessionId : undefined,
    inReplay: priced.some(({ inReplay }) => inReplay),
    ...total(priced, freight.fen, coupons),
    preSale: preSaleOf(priced),
    freightTerms: termsOf(freight.zone, template),
  };
}

/** At the price in force; what is sold by weight at the most it may weigh and cost. */
function pricedAt(pieceFen: Fen, sku: Sku, quantity: Quantity) {
  const most = heaviest({ ...sku, priceFen: pieceFen });
  if (!most) return { sku, quantity, priceFen: pieceFen, amountFen: Fen.times(pieceFen, quantity) };
  const { maxG, priceFen, grossG } = most;
  const amountFen = Fen.times(priceFen, quantity);
  return { sku: { ...sku, grossG }, quantity, priceFen, amountFen, weighed: { maxG, pieceFen } };
}

/** The coupons that are asked for, in the shops whose goods are. */
export function couponsNamed(asks: { lines: Line[]; couponCodes: string[] }[], { skus }: Prices): Named[] {
  return asks.flatMap(({ lines, couponCodes }) => {
    const companyId = lines.flatMap(({ skuId }) => skus.get(skuId)?.companyId ?? []).at(0);
    return companyId ? couponCodes.map((code) => ({ companyId, code })) : [];
  });
}

/** An order is of one company. */
export function companyOf(lines: { sku: Sku }[]): CompanyId {
  const companies = new Set(lines.map((line) => line.sku.companyId));
  const [companyId] = companies;
  if (!companyId || companies.size > 1) throw new Problem('order.several_companies');
  return companyId;
}

/** An order is ready to be sent, or waits for one harvest: nobody's ready goods wait for another's field. */
export function preSaleOf(lines: { sku: Sku }[]): PreSaleMark | null {
  const apart = new Map<string, { shipBy: string; skuIds: SkuId[] }>();
  for (const { sku } of lines) {
    const { lotId = '', shipBy = '' } = sku.preSale ?? {};
    const same = apart.get(lotId) ?? { shipBy, skuIds: [] };
    apart.set(lotId, { shipBy, skuIds: [...same.skuIds, sku.skuId] });
  }
  if (apart.size > 1) throw new Problem('order.pre_sale_apart', { preSales: [...apart.values()] });
  return lines[0]?.sku.preSale ?? null;
}

/** Every line with its part of the freight and of each discount; they add up to what is paid. */
export function total(priced: PricedLine[], freightFen: Fen, coupons: Coupon[]) {
  const shares = allocate(freightFen, priced.map(grossOfLine));
  const sent = priced.map((line, at) => ({ ...line, freightFen: shares[at] ?? Fen.zero }));
  const discounts = discountsOf(coupons, sent);
  const lines = sent.map((line, at): QuotedLine => ({ ...line, discounts: discounts[at] ?? [] }));
  const discountFen = Fen.sum(lines.map(discountOf));
  return { lines, freightFen, discountFen, coupons, totalFen: (goodsOf(priced) + freightFen - discountFen) as Fen };
}

export const discountOf = ({ discounts }: { discounts: Discount[] }) =>
  Fen.sum(discounts.map(({ amountFen }) => amountFen));

const termsOf = ({ name, regions: _regions, ...zone }: Zone, { version, tareG }: Template): FreightTerms => ({
  ...zone,
  zone: name,
  templateVersion: version,
  tareG,
});

const goodsOf = (lines: PricedLine[]) => Fen.sum(lines.map((line) => line.amountFen));

const grossOfLine = ({ sku, quantity }: PricedLine) => BigInt(sku.grossG) * BigInt(quantity);
const grossOf = (lines: PricedLine[]) => lines.reduce((sum, line) => sum + grossOfLine(line), 0n);
