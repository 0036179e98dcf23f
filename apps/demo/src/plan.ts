import type { CompanyId } from '#kernel/id.js';
import { airOf } from './air.js';
import { categoriesOf } from './categories.js';
import { goodsOf } from './goods.js';
import { organisationsOf, verificationsOf } from './people.js';
import { preSaleOf } from './pre-sale.js';
import { ruleOf } from './rule.js';
import { couponOf, freightOf } from './terms.js';
import { reference, type Specialty } from './specialties.js';
import { suppliersOf, type HowMany } from './suppliers.js';

const BAG = 24;
// Of the other company: enough to see that it is another one.
const OTHER_SPECIALTIES = 4;
export const SUPPLIERS: HowMany = { households: 80, cooperatives: 30, firms: 10 };
const OTHER_SUPPLIERS: HowMany = { households: 3, cooperatives: 2, firms: 3 };

/** Everything the demo consists of: the same for the same seed and day. Days are of Asia/Shanghai, YYYY-MM-DD. */
export function plan(seed: string, today: string) {
  const { company, otherCompany, hostId, signIns, ...organisations } = organisationsOf(seed);
  const where = { seed, companyId: company.companyId, today };
  const shop = shopOf(where, reference.specialties, SUPPLIERS);
  const preSale = preSaleOf(where, shop.suppliers);
  const main = {
    ...shop,
    products: [...shop.products, preSale.product],
    pictures: [...shop.pictures, preSale.picture],
    skus: [...shop.skus, preSale.sku],
    // The last place in the bag is for what still grows.
    bestSellers: [...shop.bestSellers.slice(0, BAG - 1), preSale.sku.skuId],
  };
  const others = reference.specialties.slice(-OTHER_SPECIALTIES);
  const other = shopOf({ seed, companyId: otherCompany.companyId, today }, others, OTHER_SUPPLIERS);
  return {
    ...organisations,
    verifications: verificationsOf(seed, today),
    categories: categoriesOf(reference.specialties),
    shops: [
      { ...main, signIn: signIns.seller },
      { ...other, signIn: signIns.otherOwner },
    ],
    air: { ...airOf(where, main.bestSellers), hostId, signIn: signIns.seller },
    preSale: { opened: preSale.opened, offering: preSale.offering, signIn: signIns.seller },
    terms: {
      freight: freightOf(seed, company.companyId),
      coupon: couponOf({ seed, companyId: company.companyId, today }),
      signIn: signIns.seller,
    },
    rule: { ...ruleOf(seed, company.companyId), approvedBy: signIns.mentor, signIn: signIns.seller },
  };
}

interface Where {
  seed: string;
  companyId: CompanyId;
  today: string;
}

function shopOf(where: Where, specialties: readonly Specialty[], howMany: HowMany) {
  const suppliers = suppliersOf(where, specialties, howMany);
  const goods = specialties.map((specialty) => {
    const bringers = suppliers.filter((supplier) => supplier.brings === specialty.id);
    return { popularity: specialty.popularity, ...goodsOf(where, specialty, bringers) };
  });
  const inStock = goods.filter(({ lots }) => lots.length > 0).sort((a, b) => b.popularity - a.popularity);
  return {
    companyId: where.companyId,
    suppliers,
    products: goods.map(({ product }) => product),
    pictures: goods.map(({ picture }) => picture),
    skus: goods.flatMap(({ skus }) => skus),
    lots: goods.flatMap(({ lots }) => lots),
    packings: goods.flatMap(({ packings }) => packings),
    bestSellers: inStock.flatMap(({ skus }) => skus.slice(0, 1).map(({ skuId }) => skuId)).slice(0, BAG),
  };
}
