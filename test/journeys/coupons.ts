import { randomUUID } from 'node:crypto';
import type { Dice } from '../faults/dice.js';
import type { Discounted } from './reckoning.js';
import type { Shop } from './shop.js';

const DAY_MS = 86_400_000;
const USES = 1_000_000;

/** Off goods, or off freight: of each a buyer names one. */
export interface ShopCoupons {
  company: Discounted[];
  fund: Discounted[];
  freight: Discounted[];
}

/** Coupons of a shop and of its incubator's fund, made at the door. They never eat up the cheapest goods there are. */
export async function givenCoupons(shop: Shop, dice: Dice): Promise<ShopCoupons> {
  const make = async (payer: Discounted['payer'], kind: Discounted['kind']): Promise<Discounted> => {
    const coupon: Discounted = {
      code: randomUUID().slice(0, 32),
      payer,
      kind,
      amountFen: kind === 'AMOUNT' ? dice.whole(1, 60) : 0,
      percentOffBp: kind === 'PERCENT' ? dice.whole(1_000, 5_000) : 0,
      capFen: kind !== 'AMOUNT' && dice.next() < 0.5 ? dice.whole(1, 900) : 0,
    };
    const { code, percentOffBp, amountFen, capFen } = coupon;
    const { door } = payer === 'company' ? shop.seller : shop.mentor;
    await door.post(shop.path(payer === 'company' ? '/coupons' : '/fund-coupons'), {
      ...{ code, kind, percentOffBp },
      title: '立减',
      amountFen: String(amountFen),
      capFen: String(capFen),
      startsAt: new Date(Date.now() - DAY_MS).toISOString(),
      endsAt: new Date(Date.now() + DAY_MS).toISOString(),
      quota: USES,
      perBuyer: USES,
    });
    return coupon;
  };
  return {
    company: [await make('company', 'AMOUNT'), await make('company', 'PERCENT')],
    fund: [await make('fund', 'AMOUNT'), await make('fund', 'PERCENT')],
    freight: [await make('company', 'FREE_FREIGHT'), await make('fund', 'FREE_FREIGHT')],
  };
}

/** Some that stack, in the order in which they count; half of all buyers have none. */
export function someOf({ company, fund, freight }: ShopCoupons, dice: Dice): Discounted[] {
  if (dice.next() < 0.5) return [];
  return [company, fund, freight].flatMap((some) => (dice.next() < 0.6 ? [dice.pick(some)] : []));
}
