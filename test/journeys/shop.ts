import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { CategoryId, CollegeId, CompanyId, IncubatorId } from '#kernel/id.js';
import { randomUUID } from 'node:crypto';
import type { FlashOffer, LiveSession, SkuStock } from './answers.js';
import type { Door } from './door.js';
import { givenPerson, type Person } from './people.js';
import { eventually, type WholeSystem } from './whole-system.js';

export type PurchaseKind = 'OUTRIGHT' | 'CONSIGNMENT' | 'COMMISSION';

interface LotOnSale {
  pieces: number;
  pricePerKgFen?: number;
  expiresInDays?: number;
}

interface Goods {
  title?: string;
  priceFen?: number;
  netG?: number;
  grossG?: number;
  purchaseKind?: PurchaseKind;
  lots?: LotOnSale[];
  /** Sold by weight: how much more than `netG` a piece may weigh. */
  maxOverBp?: number;
}

export interface Lot {
  lotId: string;
  supplierId: string;
  pricePerKgFen: number;
}

export interface OnSale {
  productId: string;
  skuId: string;
  priceFen: number;
  netG: number;
  grossG: number;
  purchaseKind: PurchaseKind;
  lots: Lot[];
}

const DAY_MS = 86_400_000;
const LANZHOU = '620102';

/** A day so many days from now, as the shop's calendar writes it. */
export const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** A company of students with its owner, its seller and the mentor of its incubator. */
export class Shop {
  constructor(
    readonly companyId: string,
    readonly incubatorId: string,
    readonly categoryId: string,
    readonly owner: Person,
    readonly seller: Person,
    readonly mentor: Person,
  ) {}

  get door(): Door {
    return this.seller.door;
  }

  path(rest: string): string {
    return `/companies/${this.companyId}${rest}`;
  }

  /** A product with one SKU, its pieces packed out of lots of one supplier each. */
  async sells(goods: Goods = {}): Promise<OnSale> {
    const { title = '定西土豆', priceFen = 2_990, netG = 2_500, grossG = 2_700, purchaseKind = 'CONSIGNMENT' } = goods;
    const { lots = [{ pieces: 100 }], maxOverBp } = goods;
    const product = { title, description: '高原沙土，口感绵密', categoryId: this.categoryId };
    const { productId } = (await this.door.post<{ product: { productId: string } }>(this.path('/products'), product))
      .product;
    const { skuId } = (
      await this.door.post<{ sku: { skuId: string } }>(this.path('/skus'), {
        productId,
        title: `${title} ${netG / 1_000}kg`,
        priceFen: String(priceFen),
        netG,
        grossG,
        purchaseKind,
        returnClass: 'FRESH',
        ...(maxOverBp === undefined ? {} : { byWeight: { maxOverBp } }),
      })
    ).sku;
    const packed: Lot[] = [];
    for (const lot of lots) packed.push(await this.packs(productId, skuId, netG, lot));
    return { productId, skuId, priceFen, netG, grossG, purchaseKind, lots: packed };
  }

  /** So many pieces of a SKU out of a new lot of a new supplier. */
  async packs(productId: string, skuId: string, netG: number, lot: LotOnSale): Promise<Lot> {
    const { pieces, pricePerKgFen = 320, expiresInDays = 60 } = lot;
    const { supplierId } = (
      await this.door.post<{ supplier: { supplierId: string } }>(this.path('/suppliers'), {
        name: '马家庄合作社',
        kind: 'COOPERATIVE',
        regionCode: LANZHOU,
      })
    ).supplier;
    const { lotId } = (
      await this.door.post<{ lot: { lotId: string } }>(this.path('/lots'), {
        productId,
        supplierId,
        harvestedOn: dayFromNow(-10),
        originCode: LANZHOU,
        grade: '特级',
        massG: String(netG * pieces),
        pricePerKgFen: String(pricePerKgFen),
        referencePerKgFen: String(pricePerKgFen),
        expiresOn: dayFromNow(expiresInDays),
      })
    ).lot;
    await this.door.post(this.path('/packings'), { lotId, skuId, pieces });
    return { lotId, supplierId, pricePerKgFen };
  }

  stockOf({ skuId }: { skuId: string }): Promise<SkuStock> {
    return this.door.get(this.path(`/skus/${skuId}/stock`));
  }

  /** A session on air with a bag. */
  async goesLive(skus: { skuId: string }[]): Promise<LiveSession> {
    const { account } = await this.door.post<{ account: { accountId: string } }>(this.path('/accounts'), {
      platform: 'tianjian',
      name: '陇上花',
    });
    const { session } = await this.door.post<{ session: LiveSession }>(this.path('/live-sessions'), {
      accountId: account.accountId,
      title: '土豆节',
      startsAt: new Date().toISOString(),
    });
    const path = this.path(`/live-sessions/${session.liveSessionId}`);
    await this.door.put(`${path}/bag`, { skuIds: skus.map(({ skuId }) => skuId) });
    return (await this.door.post<{ session: LiveSession }>(`${path}/start`)).session;
  }

  async opensFlash(session: LiveSession, offer: Record<string, unknown>): Promise<FlashOffer> {
    const path = this.path(`/live-sessions/${session.liveSessionId}/flash-offers`);
    return (await this.door.post<{ flashOffer: FlashOffer }>(path, offer)).flashOffer;
  }
}

/** A company as the operator founds it, ready to sell: its default split rule has arrived where orders are placed. */
export async function givenShop(system: WholeSystem): Promise<Shop> {
  const [companyId, incubatorId, collegeId] = [CompanyId.new(), IncubatorId.new(), CollegeId.new()];
  const categoryId = CategoryId.derive('journeys', 'potatoes');
  const [owner, seller, mentor] = [
    await givenPerson(system.door, '王芳'),
    await givenPerson(system.door, '张强'),
    await givenPerson(system.door, '赵老师'),
  ];
  const organisations = system.operator.to(Organisations);
  await organisations.saveCollege({ collegeId, name: '甘肃农业职业技术学院' });
  await organisations.saveIncubator({ incubatorId, collegeId, name: '陇原孵化园' });
  await organisations.foundCompany({ companyId, incubatorId, name: '陇上花开' });
  await organisations.saveMembership(membership(owner, companyId, ['owner']));
  await organisations.saveMembership(membership(seller, companyId, ['seller', 'host']));
  await organisations.saveMandate({
    mandateId: randomUUID(),
    personId: mentor.personId,
    incubatorId,
    role: 'mentor',
    startsOn: dayFromNow(-30),
  });
  for (const { door } of [owner, seller, mentor]) await door.renew();
  await system.operator.to(Products).saveCategories({ categories: [{ categoryId, name: '薯类', parentId: '' }] });
  await eventually('the default rule at orders', async () => {
    const rules = await system.sql('orders', 'SELECT FROM split_rule_copy WHERE company_id = $1', [companyId]);
    return rules.length === 1;
  });
  return new Shop(companyId, incubatorId, categoryId, owner, seller, mentor);
}

const membership = ({ personId }: Person, companyId: string, roles: string[]) => ({
  membershipId: randomUUID(),
  personId,
  companyId,
  roles,
  startsOn: dayFromNow(-30),
});
