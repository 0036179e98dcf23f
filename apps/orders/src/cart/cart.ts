import { Fen } from '#kernel/fen.js';
import type { CompanyId, ProductId, SkuId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import type { PreSale } from '../presales/presale.js';

export interface CartLine {
  skuId: SkuId;
  quantity: number;
  companyId: CompanyId;
  productId: ProductId;
  productTitle: string;
  title: string;
  /** The list price when it was put. */
  priceFen: Fen;
}

/** A SKU as catalog shows it now. */
export interface OnShelf extends Omit<CartLine, 'quantity'> {
  available: number;
  /** The harvest to come that it is sold from. */
  preSale?: PreSale | undefined;
}

export type State = 'AVAILABLE' | 'SHORT' | 'SOLD_OUT' | 'GONE';

export interface SeenLine extends CartLine {
  priceWhenPutFen: Fen;
  available: number;
  state: State;
  preSale?: PreSale | undefined;
}

export interface SeenCompany {
  companyId: CompanyId;
  lines: SeenLine[];
  goodsFen: Fen;
}

export interface SeenCart {
  companies: SeenCompany[];
  orders: number;
  goodsFen: Fen;
  notice: string;
}

// As many as one order can have, so that each company's lines always fit into one.
export const LINES_MAX = 50;

/** Problems: cart.full. */
export function assertFits(lines: number): void {
  if (lines > LINES_MAX) throw new Problem('cart.full');
}

/** A cart as of now. Every line is there, also one that cannot be ordered any more: nothing vanishes unsaid. */
export function seen(lines: readonly CartLine[], shelf: ReadonlyMap<SkuId, OnShelf>): SeenCart {
  const byCompany = new Map<CompanyId, SeenLine[]>();
  for (const line of lines) {
    const now = seenLine(line, shelf.get(line.skuId));
    byCompany.set(now.companyId, [...(byCompany.get(now.companyId) ?? []), now]);
  }
  const companies = [...byCompany].map(([companyId, own]) => ({ companyId, lines: own, goodsFen: goodsOf(own) }));
  const orders = new Set(companies.flatMap((company) => company.lines.filter(isOrderable).map(orderOf))).size;
  const goodsFen = Fen.sum(companies.map((company) => company.goodsFen));
  return { companies, orders, goodsFen, notice: noticeOf(companies, orders) };
}

function seenLine(line: CartLine, now: OnShelf | undefined): SeenLine {
  const before = { priceWhenPutFen: line.priceFen };
  if (!now) return { ...line, ...before, available: 0, state: 'GONE' };
  const state = now.available >= line.quantity ? 'AVAILABLE' : now.available > 0 ? 'SHORT' : 'SOLD_OUT';
  return { ...line, ...now, ...before, state };
}

/** Lines that can be one order: of a company, and ready or of the same harvest to come. */
const orderOf = ({ companyId, preSale }: SeenLine) => `${companyId} ${preSale?.lotId ?? ''}`;

const isOrderable = ({ state }: SeenLine) => state === 'AVAILABLE';

const goodsOf = (lines: SeenLine[]) =>
  Fen.sum(lines.filter(isOrderable).map(({ priceFen, quantity }) => Fen.times(priceFen, quantity)));

/** What the buyer should know before ordering. */
function noticeOf(companies: SeenCompany[], orders: number): string {
  const lines = companies.flatMap((company) => company.lines);
  const count = (state: State) => lines.filter((line) => line.state === state).length;
  const dearer = lines.filter((line) => line.state !== 'GONE' && line.priceFen !== line.priceWhenPutFen).length;
  const words = [
    apartWords(companies, orders),
    count('GONE') > 0 ? `${count('GONE')} 件商品已下架` : '',
    count('SOLD_OUT') > 0 ? `${count('SOLD_OUT')} 件商品已售罄` : '',
    count('SHORT') > 0 ? `${count('SHORT')} 件商品库存不足` : '',
    dearer > 0 ? `${dearer} 件商品价格有变化` : '',
  ];
  return words.filter((word) => word !== '').join('；');
}

function apartWords(companies: SeenCompany[], orders: number): string {
  if (orders < 2) return '';
  const shops = companies.filter((company) => company.lines.some(isOrderable)).length;
  const what = orders > shops ? '预售商品须单独下单' : `含 ${orders} 家店铺的商品`;
  return `${what}，将分成 ${orders} 笔订单，运费分别计算`;
}
