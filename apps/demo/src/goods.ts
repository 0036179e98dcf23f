import {
  SaveSkuRequest_PurchaseKind as PurchaseKind,
  SaveSkuRequest_ReturnClass as ReturnClass,
} from '#contracts/tianjian/catalog/v1/products_pb.js';
import { SaveSupplierRequest_Kind as Kind } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { ImageId, LotId, PackingId, ProductId, SkuId, type CompanyId } from '#kernel/id.js';
import { categoryOf } from './categories.js';
import { addDays } from './day.js';
import { harvestDay } from './harvest.js';
import { perKgAt, priceOf, tareOf } from './prices.js';
import { Random } from './random.js';
import { countyName, gradesOf, reference, type Specialty } from './specialties.js';
import type { Supplier } from './suppliers.js';

const LOTS_OF_A_GRADE = 2;
// No melon and no leg is like another: the large packs of these are weighed before they leave, up to a tenth more.
const WEIGHED = /(瓜|羊肉|羊羔肉|牛肉|猪肉)$/;
const MOST_OVER_BP = 1_000;

/** What a company offers of one specialty: its product, SKUs by grade and pack, the lots they come from. */
export function goodsOf(
  { seed, companyId, today }: { seed: string; companyId: CompanyId; today: string },
  specialty: Specialty,
  suppliers: readonly Supplier[],
) {
  const random = new Random(seed, 'goods', companyId, specialty.id);
  const productId = ProductId.derive(seed, companyId, specialty.id);
  const product = {
    companyId,
    productId,
    title: specialty.name,
    description: descriptionOf(specialty),
    categoryId: categoryOf(specialty),
  };
  const grades = chosenGrades(specialty, random).map((grade, at) => gradeOf(grade, at === 0));
  return {
    product,
    picture: { companyId, productId, imageId: ImageId.derive(seed, productId), specialtyId: specialty.id },
    skus: grades.flatMap(({ skus }) => skus),
    lots: grades.flatMap(({ lots }) => lots),
    packings: grades.flatMap(({ packings }) => packings),
  };

  /** The best grade in two packs, another in one. */
  function gradeOf(grade: string, isBest: boolean) {
    const packs = specialty.packGrams.slice(0, isBest ? 2 : 1);
    const kind = random.pick([...new Set(suppliers.map((supplier) => supplier.kind))]);
    const skus = packs.map((netG, at) => skuOf(grade, netG, at, kind));
    const sources = suppliers.filter((supplier) => supplier.kind === kind);
    const stocked = Array.from({ length: LOTS_OF_A_GRADE }, (_, at) => lotOf(grade, at, random.pick(sources), skus));
    return { skus, lots: stocked.flatMap(({ lots }) => lots), packings: stocked.flatMap(({ packings }) => packings) };
  }

  function skuOf(grade: string, netG: number, at: number, kind: Kind) {
    return {
      companyId,
      skuId: SkuId.derive(seed, companyId, specialty.id, grade, String(netG)),
      productId,
      title: `${specialty.name} ${grade} ${massText(netG)}`,
      priceFen: priceOf(perKgAt(specialty.retailFenPerKg, specialty, grade), netG, at),
      netG,
      grossG: netG + tareOf(specialty, netG),
      purchaseKind: purchaseKindOf(kind),
      returnClass: specialty.form === 'primary' ? ReturnClass.FRESH : ReturnClass.PROCESSED,
      specValues: { 等级: grade, 规格: massText(netG) },
      ...(at > 0 && isWeighed(specialty) ? { byWeight: { maxOverBp: MOST_OVER_BP } } : {}),
    };
  }

  /** Nothing where the season is over and nothing keeps until today. */
  function lotOf(grade: string, at: number, supplier: Supplier, skus: { skuId: SkuId; netG: number }[]) {
    const harvestedOn = harvestDay(specialty, today, random);
    if (!harvestedOn) return { lots: [], packings: [] };

    // A later day brings a later harvest: the same day names the same lots.
    const lotId = LotId.derive(seed, companyId, specialty.id, grade, String(at), today);
    const packings = skus.map(({ skuId }) => ({
      companyId,
      packingId: PackingId.derive(seed, lotId, skuId),
      lotId,
      skuId,
      pieces: random.between(60, 240),
    }));
    const packedG = packings.reduce((sum, { pieces }, sku) => sum + pieces * (skus[sku]?.netG ?? 0), 0);
    const pricePerKgFen = perKgAt(specialty.purchaseFenPerKg, specialty, grade);
    const lot = {
      companyId,
      lotId,
      productId,
      supplierId: supplier.supplierId,
      harvestedOn,
      originCode: supplier.regionCode,
      grade,
      massG: BigInt(packedG + random.between(1, 50) * 1_000),
      pricePerKgFen,
      referencePerKgFen: referenceOf(specialty, pricePerKgFen),
      expiresOn: addDays(harvestedOn, specialty.shelfLifeDays),
    };
    return { lots: [lot], packings };
  }
}

const isWeighed = ({ form, name }: Specialty) => form === 'primary' && WEIGHED.test(name);

function chosenGrades(specialty: Specialty, random: Random): string[] {
  const [best = '标准', ...others] = [...gradesOf(specialty)].reverse();
  return others.length > 0 && random.chance(50) ? [best, random.pick(others)] : [best];
}

/** Households are paid at the scale, co-operatives when it is sold, firms let us sell for them. */
export function purchaseKindOf(kind: Kind): PurchaseKind {
  if (kind === Kind.HOUSEHOLD) return PurchaseKind.OUTRIGHT;
  return kind === Kind.COOPERATIVE ? PurchaseKind.CONSIGNMENT : PurchaseKind.COMMISSION;
}

/** What the day's market pays; for what is made there is none, and the price is its own reference. */
export const referenceOf = ({ localFarmgateFenPerKg }: Specialty, pricePerKgFen: bigint) =>
  localFarmgateFenPerKg === null ? pricePerKgFen : BigInt(localFarmgateFenPerKg);

export function descriptionOf(specialty: Specialty): string {
  const counties = specialty.countyCodes.map(countyName).join('、');
  const [first, last] = specialty.harvestMonths;
  const season = first === 1 && last === 12 ? '全年供应' : `${first}月至${last}月采收`;
  return [
    `产地：${counties}。${specialty.form === 'primary' ? season : '当地加工'}。`,
    `储存：${reference.storage[specialty.storage]}，保质 ${specialty.shelfLifeDays} 天。`,
    '演示数据：价格、等级与保质期为合理假设，并非官方数据。',
  ].join('\n');
}

/** "500g", "2.5kg" */
export function massText(grams: number): string {
  if (grams < 1_000) return `${grams}g`;
  const [whole, rest] = [
    Math.floor(grams / 1_000),
    String(grams % 1_000)
      .padStart(3, '0')
      .replace(/0+$/, ''),
  ];
  return rest === '' ? `${whole}kg` : `${whole}.${rest}kg`;
}
