import { Fen } from '#kernel/fen.js';
import { ProductId, SkuId, type CategoryId, type CompanyId, type Id } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { pinyinKey } from '#kernel/pinyin.js';
import { invalid } from '#problems/problem.js';
import { DESCRIPTION_MAX, TITLE_MAX } from '../products/product.js';
import { parseByWeight } from '../skus/by-weight.js';
import { parseWeights, SKU_TITLE_MAX } from '../skus/sku.js';
import type { Fault } from './cells.js';
import { placesOf, RowReader } from './cells.js';
import type { CsvTable } from './csv.js';

export const productColumns = {
  productId: ['商品编号', 'productid'],
  title: ['商品名称', 'title'],
  description: ['商品描述', 'description'],
  category: ['类目', 'category'],
  skuId: ['规格编号', 'skuid'],
  skuTitle: ['规格名称', 'skutitle'],
  price: ['价格(元)', 'price'],
  netG: ['净重(克)', 'netg'],
  grossG: ['毛重(克)', 'grossg'],
  purchaseKind: ['采购方式', 'purchasekind'],
  returnClass: ['退货类别', 'returnclass'],
  maxOver: ['称重最多超出(%)', 'maxoverpercent'],
} as const;

export type ProductColumn = keyof typeof productColumns;

export interface ProductRow {
  productId: ProductId;
  title: string;
  titleKey: string;
  description: string;
  categoryId: CategoryId;
  skuId: SkuId;
  skuTitle: string;
  priceFen: string;
  netG: number;
  grossG: number;
  purchaseKind: string;
  returnClass: string;
  /** As in a SKU; absent where the table has no such column: then it stays as it is. */
  maxOverBp?: number | null;
}

export interface ReadRow<Content> {
  row: number;
  content: Content | null;
  faults: Fault[];
}

export interface Category {
  categoryId: CategoryId;
  name: string;
}

const PURCHASE_KINDS = { 收购: 'OUTRIGHT', 代销: 'CONSIGNMENT', 代理: 'COMMISSION' };
const RETURN_CLASSES = { 生鲜: 'FRESH', 加工: 'PROCESSED', 定制: 'CUSTOM' };

/**
 * Every row, as far as it can be judged by itself, its neighbours and the categories. Where no id is given one is
 * derived from the import and the titles: read again it is the same.
 */
export function readProductRows(
  { header, records }: CsvTable,
  { importId, companyId, categories }: { importId: string; companyId: CompanyId; categories: Category[] },
): ReadRow<ProductRow>[] {
  const places = placesOf(header, productColumns, ['productId', 'skuId', 'description', 'maxOver']);
  const rows = records.map(({ row, cells }) => {
    const reader = new RowReader(productColumns, places, cells);
    const content = readRow(reader, categories, (...words) => [companyId, importId, ...words]);
    if (content && places.maxOver < 0) delete content.maxOverBp;
    return { row, content, faults: reader.faults };
  });
  refuseContradictions(rows);
  return rows;
}

function readRow(
  reader: RowReader<ProductColumn>,
  categories: Category[],
  named: (...words: string[]) => string[],
): ProductRow | null {
  const title = reader.read('title', (text) => parseText(text, '', { max: TITLE_MAX }));
  const skuTitle = reader.read('skuTitle', (text) => parseText(text, '', { max: SKU_TITLE_MAX }));
  const description = reader.read('description', (text) =>
    parseText(text, '', { max: DESCRIPTION_MAX, optional: true }),
  );
  const givenProduct = reader.read('productId', (text) => (text === '' ? null : parseId(ProductId, text)));
  const givenSku = reader.read('skuId', (text) => (text === '' ? null : parseId(SkuId, text)));
  const categoryId = reader.read('category', (text) => findCategory(text, categories));
  const priceFen = reader.read('price', parseYuan);
  const netG = reader.read('netG', parseWhole);
  const grossG = reader.read('grossG', (text) => {
    const grams = parseWhole(text);
    if (netG !== undefined) parseWeights({ netG, grossG: grams });
    return grams;
  });
  const purchaseKind = reader.read('purchaseKind', (text) => wordOf(text, PURCHASE_KINDS));
  const returnClass = reader.read('returnClass', (text) => wordOf(text, RETURN_CLASSES));
  const maxOverBp = reader.read('maxOver', parseMaxOver);

  if (title === undefined || skuTitle === undefined || description === undefined || categoryId === undefined)
    return null;
  if (priceFen === undefined || netG === undefined || grossG === undefined) return null;
  if (purchaseKind === undefined || returnClass === undefined || maxOverBp === undefined) return null;
  if (givenProduct === undefined || givenSku === undefined) return null;
  const productId = givenProduct ?? ProductId.derive(...named('product', title));
  const skuId = givenSku ?? SkuId.derive(...named('sku', productId, skuTitle));
  return {
    ...{ productId, title, titleKey: pinyinKey(title), description, categoryId },
    ...{ skuId, skuTitle, priceFen: String(priceFen), netG, grossG, purchaseKind, returnClass, maxOverBp },
  };
}

/** A SKU stands in one row; a product says the same of itself in all of its rows. */
function refuseContradictions(rows: ReadRow<ProductRow>[]): void {
  const [skus, products] = [new Map<SkuId, number>(), new Map<ProductId, { row: number; content: ProductRow }>()];
  for (const { row, content, faults } of rows) {
    if (!content) continue;
    const earlier = skus.get(content.skuId);
    if (earlier !== undefined) faults.push({ column: productColumns.skuId[0], reason: `the SKU of row ${earlier}` });
    else skus.set(content.skuId, row);

    const first = products.get(content.productId) ?? { row, content };
    products.set(content.productId, first);
    for (const [column, field] of [
      ['title', 'title'],
      ['description', 'description'],
      ['category', 'categoryId'],
    ] as const) {
      if (first.content[field] !== content[field])
        faults.push({
          column: productColumns[column][0],
          reason: `row ${first.row} says otherwise of the same product`,
        });
    }
  }
}

const BP_PER_PERCENT = 100;
const SCIENTIFIC = /^\d+([.,]\d+)?E[+-]?\d+$/i;

/** Spreadsheets turn long numbers into short ones that cannot be turned back. */
export function parseId<Kind extends string>(kind: { parse(text: string): Id<Kind> }, text: string): Id<Kind> {
  if (SCIENTIFIC.test(text)) throw invalid('', 'ruined by a spreadsheet: format the column as text');
  return kind.parse(text);
}

/** "25", "25.5", "￥1,299.00": to the fen, and nothing finer. */
export function parseYuan(text: string): Fen {
  const [, yuan = '', jiao = ''] = /^[¥￥]?(\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (yuan === '') throw invalid('', 'yuan with two decimals at most');
  return Fen.parsePrice(BigInt(yuan.replaceAll(',', '')) * 100n + BigInt(jiao.padEnd(2, '0')), '');
}

export function parseWhole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw invalid('', 'a whole number');
  return Number(text);
}

/** How much more a piece may weigh that is sold by weight: "10", "7.5"; empty: sold by the piece. */
function parseMaxOver(text: string): number | null {
  if (text === '') return null;
  const [, whole = '', parts = ''] = /^(\d{1,2})(?:\.(\d{1,2}))?%?$/.exec(text) ?? [];
  if (whole === '') throw invalid('', 'a percentage, 0 to 50 with two decimals at most; empty where sold by the piece');
  return parseByWeight({ maxOverBp: Number(whole) * BP_PER_PERCENT + Number(parts.padEnd(2, '0')) });
}

function wordOf(text: string, words: Record<string, string>): string {
  const word = words[text] ?? Object.values(words).find((known) => known === text.toUpperCase());
  if (!word) throw invalid('', `one of ${Object.keys(words).join('、')}`);
  return word;
}

function findCategory(text: string, categories: Category[]): CategoryId {
  const found = categories.filter(({ categoryId, name }) => name === text || categoryId === text.toLowerCase());
  if (found.length > 1) throw invalid('', 'a name that several categories have: write the id');
  const [category] = found;
  if (!category) throw invalid('', 'no such category');
  return category.categoryId;
}
