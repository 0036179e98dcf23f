import { SaveSkuRequest_ReturnClass as ReturnClass } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { ImageId, LotId, OfferId, ProductId, SkuId, type CompanyId } from '#kernel/id.js';
import { categoryOf } from './categories.js';
import { addDays } from './day.js';
import { descriptionOf, massText, purchaseKindOf, referenceOf } from './goods.js';
import { perKgAt, priceOf, tareOf } from './prices.js';
import { gradesOf, reference } from './specialties.js';
import type { Supplier } from './suppliers.js';

const LILIES = 'baihe';
const NET_G = 1_000;
const EXPECTED_G = 500_000n;
// Of half of what is expected, and not all of that on the first day.
const SHARE_BP = 5_000;
const PIECES = 200;

/** Lilies that are still in the ground, harvested in the middle of next month. Each month has a harvest of its own. */
export function preSaleOf(
  { seed, companyId, today }: { seed: string; companyId: CompanyId; today: string },
  suppliers: readonly Supplier[],
) {
  const specialty = reference.specialties.find(({ id }) => id === LILIES);
  const supplier = suppliers.find(({ brings }) => brings === LILIES);
  if (!specialty || !supplier) throw new Error('nobody grows lilies');
  const expectedOn = addDays(`${today.slice(0, 8)}01`, 31).replace(/\d\d$/, '15');
  const [grade = '标准'] = [...gradesOf(specialty)].reverse();
  const productId = ProductId.derive(seed, companyId, LILIES, 'pre-sale');
  const lotId = LotId.derive(seed, companyId, LILIES, 'pre-sale', expectedOn);
  const skuId = SkuId.derive(seed, lotId);
  const pricePerKgFen = perKgAt(specialty.purchaseFenPerKg, specialty, grade);
  return {
    product: {
      companyId,
      productId,
      title: `预售 ${specialty.name}`,
      description: `还长在地里，采收后发货。\n${descriptionOf(specialty)}`,
      categoryId: categoryOf(specialty),
    },
    picture: { companyId, productId, imageId: ImageId.derive(seed, productId), specialtyId: LILIES },
    sku: {
      companyId,
      skuId,
      productId,
      title: `预售 ${specialty.name} ${grade} ${massText(NET_G)}`,
      priceFen: priceOf(perKgAt(specialty.retailFenPerKg, specialty, grade), NET_G, 0),
      netG: NET_G,
      grossG: NET_G + tareOf(specialty, NET_G),
      purchaseKind: purchaseKindOf(supplier.kind),
      returnClass: ReturnClass.FRESH,
      specValues: { 等级: grade, 规格: massText(NET_G), 采收: expectedOn },
    },
    opened: {
      ...{ companyId, lotId, productId, supplierId: supplier.supplierId, originCode: supplier.regionCode, grade },
      ...{ expectedOn, expectedG: EXPECTED_G, shareBp: SHARE_BP, shipWithinDays: 7 },
      keepsDays: specialty.shelfLifeDays,
      pricePerKgFen,
      referencePerKgFen: referenceOf(specialty, pricePerKgFen),
    },
    offering: { companyId, lotId, skuId, offeringId: OfferId.derive(seed, lotId), pieces: PIECES },
  };
}
