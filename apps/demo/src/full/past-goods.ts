import { SaveSkuRequest_ReturnClass as ReturnClass } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { allocate, Fen } from '#kernel/fen.js';
import { LotId, PackingId, ProductId, SkuId, type CompanyId } from '#kernel/id.js';
import { categoryOf } from '../categories.js';
import { addDays, monthOf } from '../day.js';
import { descriptionOf, massText, purchaseKindOf, referenceOf } from '../goods.js';
import { houseName } from '../names.js';
import { perKgAt, priceOf, tareOf } from '../prices.js';
import { Random } from '../random.js';
import { countyName, gradesOf, type Specialty } from '../specialties.js';
import type { Supplier } from '../suppliers.js';
import { LINES, LOTS, PAST, PRODUCTS_OF_A_SPECIALTY } from './past.js';

const LOTS_OF_A_PRODUCT = 2;
// Nobody sells a lot for longer, however long it keeps.
const ON_SALE_DAYS_MAX = 120;
// In percent: most buyers take one piece.
const TWO_PIECES = 2;
const HEAVY_PACK = 50;

export interface PastSku {
  skuId: SkuId;
  title: string;
  spec: string;
  priceFen: bigint;
  netG: number;
}

/** A lot of the past with what was sold of it: a number for each sale, `day × 4 + SKU × 2 + (pieces − 1)`. */
export interface PastLot {
  lotId: LotId;
  productTitle: string;
  skus: PastSku[];
  sales: Uint16Array;
}

interface Where {
  seed: string;
  companyId: CompanyId;
}

export const saleOf = (code: number) => ({ day: code >> 2, sku: (code >> 1) & 1, pieces: (code & 1) + 1 });

/** Products of the past, their SKUs, lots and packings, and every sale: as often as its specialty is liked. */
export function pastGoodsOf(where: Where, specialties: readonly Specialty[], suppliers: readonly Supplier[]) {
  const lines = allocate(
    Fen.of(LINES),
    specialties.map(({ popularity }) => BigInt(popularity)),
  );
  const more = LOTS - specialties.length * PRODUCTS_OF_A_SPECIALTY * LOTS_OF_A_PRODUCT;
  return specialties.flatMap((specialty, at) => {
    const bringers = suppliers.filter((supplier) => supplier.brings === specialty.id);
    const products = Array.from({ length: PRODUCTS_OF_A_SPECIALTY }, (_, nth) => {
      // A few lots are left over: one more for the first product of as many specialties.
      const lots = LOTS_OF_A_PRODUCT + Number(nth === 0 && at < more);
      return productOf(where, specialty, bringers, { nth, lots });
    });
    shareLines(where, specialty, Number(lines[at]), products);
    return products.map((product) => finished(where, specialty, product));
  });
}

type Product = ReturnType<typeof productOf>;

function productOf(
  { seed, companyId }: Where,
  specialty: Specialty,
  bringers: readonly Supplier[],
  { nth, lots }: { nth: number; lots: number },
) {
  const random = new Random(seed, 'past product', companyId, specialty.id, String(nth));
  const supplier = random.pick(bringers);
  const sources = bringers.filter(({ kind }) => kind === supplier.kind);
  const grade = random.pick(gradesOf(specialty));
  const productId = ProductId.derive(seed, companyId, 'past', specialty.id, String(nth));
  const place = countyName(specialty.countyCodes[nth % specialty.countyCodes.length] ?? specialty.countyCodes[0]);
  const title = `${specialty.name} ${place}${houseName(nth)} ${nth + 1} 号`;
  const packs = [...new Set([random.pick(specialty.packGrams), specialty.packGrams.at(-1) ?? specialty.packGrams[0]])];
  return {
    product: {
      companyId,
      productId,
      title,
      description: descriptionOf(specialty),
      categoryId: categoryOf(specialty),
    },
    grade,
    skus: packs.map((netG, at) => ({
      companyId,
      skuId: SkuId.derive(seed, productId, String(netG)),
      productId,
      title: `${specialty.name} ${grade} ${massText(netG)}`,
      priceFen: priceOf(perKgAt(specialty.retailFenPerKg, specialty, grade), netG, at),
      netG,
      grossG: netG + tareOf(specialty, netG),
      purchaseKind: purchaseKindOf(supplier.kind),
      returnClass: specialty.form === 'primary' ? ReturnClass.FRESH : ReturnClass.PROCESSED,
      specValues: { 等级: grade, 规格: massText(netG) },
    })),
    lots: Array.from({ length: lots }, (_, at) => ({
      lotId: LotId.derive(seed, productId, String(at)),
      supplier: random.pick(sources),
      harvestedOn: harvestDay(specialty, random),
      sales: new Uint16Array(),
    })),
  };
}

/** A day of the harvest within the past, with a week left to sell it. */
function harvestDay({ harvestMonths: [first, last] }: Specialty, random: Random): string {
  // Ends: every month comes within a year, and the past has two.
  for (;;) {
    const day = addDays(PAST.from, random.between(0, PAST.days - 8));
    if (monthOf(day) >= first && monthOf(day) <= last) return day;
  }
}

/** Some lots sell better than others. */
function shareLines({ seed, companyId }: Where, specialty: Specialty, lines: number, products: Product[]): void {
  const random = new Random(seed, 'past sales', companyId, specialty.id);
  const lots = products.flatMap(({ lots, skus }) => lots.map((lot) => ({ lot, packs: skus.length })));
  const weights = lots.map(() => BigInt(random.between(50, 150)));
  for (const [at, share] of allocate(Fen.of(lines), weights).entries()) {
    const { lot, packs } = lots[at] ?? {};
    if (!lot || !packs) continue;
    const from = dayNumber(lot.harvestedOn) + 1;
    const until = Math.min(from + Math.min(specialty.shelfLifeDays - 2, ON_SALE_DAYS_MAX), PAST.days - 1);
    lot.sales = Uint16Array.from({ length: Number(share) }, () => {
      const day = random.between(from, Math.max(from, until));
      const sku = packs > 1 && random.chance(HEAVY_PACK) ? 1 : 0;
      return (day << 2) | (sku << 1) | Number(random.chance(TWO_PIECES));
    });
  }
}

const dayNumber = (day: string) => Math.round((Date.parse(day) - Date.parse(PAST.from)) / 86_400_000);

/** As the public door takes them: lots weigh what was sold of them and a little more, packings are what was sold. */
function finished({ seed, companyId }: Where, specialty: Specialty, { product, grade, skus, lots }: Product) {
  const perKg = perKgAt(specialty.purchaseFenPerKg, specialty, grade);
  const packed = lots.map(({ lotId, sales }) =>
    skus.flatMap(({ skuId }, sku) => {
      const pieces = sales.reduce((sum, code) => sum + (saleOf(code).sku === sku ? saleOf(code).pieces : 0), 0);
      return pieces > 0 ? [{ companyId, packingId: PackingId.derive(seed, lotId, skuId), lotId, skuId, pieces }] : [];
    }),
  );
  const massOf = (packings: { skuId: SkuId; pieces: number }[]) =>
    packings.reduce(
      (sum, { skuId, pieces }) => sum + pieces * (skus.find((sku) => sku.skuId === skuId)?.netG ?? 0),
      1_000,
    );
  return {
    specialty,
    product,
    skus,
    lots: lots.map(({ lotId, supplier, harvestedOn }, at) => ({
      companyId,
      lotId,
      productId: product.productId,
      supplierId: supplier.supplierId,
      harvestedOn,
      originCode: supplier.regionCode,
      grade,
      massG: BigInt(massOf(packed[at] ?? [])),
      pricePerKgFen: perKg,
      referencePerKgFen: referenceOf(specialty, perKg),
      expiresOn: addDays(harvestedOn, specialty.shelfLifeDays),
    })),
    packings: packed.flat(),
    sold: lots.map(({ lotId, sales }): PastLot => ({
      lotId,
      productTitle: product.title,
      skus: skus.map(({ skuId, title, priceFen, netG, specValues }) => ({
        ...{ skuId, title, priceFen, netG },
        spec: specValues.规格,
      })),
      sales,
    })),
  };
}
