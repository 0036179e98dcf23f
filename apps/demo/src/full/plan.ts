import { organisationsOf } from '../people.js';
import { SUPPLIERS } from '../plan.js';
import { reference } from '../specialties.js';
import { suppliersOf } from '../suppliers.js';
import { pastGoodsOf, saleOf } from './past-goods.js';
import { pastOrders } from './past-orders.js';
import { pastSessionsOf } from './past-sessions.js';

/** Two years of the main company at the scale of the model case: the same for the same seed, whatever day it is. */
export function fullPlan(seed: string) {
  const { company, signIns } = organisationsOf(seed);
  const where = { seed, companyId: company.companyId };
  const goods = pastGoodsOf(where, reference.specialties, suppliersOf(where, reference.specialties, SUPPLIERS));
  const sessions = pastSessionsOf(where);
  const sold = goods.flatMap((one) => one.sold);
  return {
    companyId: company.companyId,
    seller: signIns.seller,
    sessions,
    shop: {
      products: goods.map(({ product }) => product),
      skus: goods.flatMap(({ skus }) => skus),
      // The small cut brings them.
      suppliers: [],
      lots: goods.flatMap(({ lots }) => lots),
      packings: goods.flatMap(({ packings }) => packings),
    },
    orders: () => pastOrders({ ...where, lots: sold, sessions }),
    story: storyOf(goods),
  };
}

type Goods = ReturnType<typeof pastGoodsOf>;

/** What must come out: pieces, tonnes of what grows, by the plan alone. */
function storyOf(goods: Goods) {
  const story = { lines: 0, items: 0, primaryG: 0n, processedG: 0n };
  for (const { specialty, sold } of goods) {
    for (const { skus, sales } of sold) {
      for (const code of sales) {
        const { sku, pieces } = saleOf(code);
        const grams = BigInt((skus[sku]?.netG ?? 0) * pieces);
        story.lines += 1;
        story.items += pieces;
        if (specialty.form === 'primary') story.primaryG += grams;
        else story.processedG += grams;
      }
    }
  }
  return story;
}
