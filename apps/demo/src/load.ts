import { SplitRules } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { Coupons } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Freight } from '#contracts/tianjian/catalog/v1/freight_pb.js';
import { Images } from '#contracts/tianjian/catalog/v1/images_pb.js';
import { PreSales } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Stock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Auth, Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Verifications } from '#contracts/tianjian/identity/v1/verifications_pb.js';
import { Accounts, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import type { RpcClient } from '#messaging/rpc-client.js';
import type { Code } from '#problems/problem.js';
import { forEach } from './at-once.js';
import { draw } from './pictures/draw.js';
import type { plan } from './plan.js';
import { Refused, type PublicDoor } from './public-door.js';
import { SEED } from './seed.js';

type Plan = ReturnType<typeof plan>;
type Shop = Pick<Plan['shops'][number], 'products' | 'skus' | 'suppliers' | 'lots' | 'packings'>;
type SignIn = Plan['shops'][number]['signIn'];

/** Brings a plan into a running system. Safe to repeat: every id is the plan's. */
export async function load(planned: Plan, operator: RpcClient, door: PublicDoor): Promise<void> {
  await loadOrganisations(planned, operator);
  await loadVerifications(planned, door);
  for (const shop of planned.shops) await loadShop(shop, await signIn(door, shop.signIn));
  await loadPreSale(planned.preSale, await signIn(door, planned.preSale.signIn));
  await loadTerms(planned.terms, await signIn(door, planned.terms.signIn));
  await loadAir(planned.air, await signIn(door, planned.air.signIn));
  await loadRule(planned.rule, door);
  for (const shop of planned.shops) await loadPictures(shop.pictures, await signIn(door, shop.signIn));
}

/** As the back office does it. */
async function loadOrganisations(planned: Plan, operator: RpcClient): Promise<void> {
  const organisations = operator.to(Organisations);
  await forEach(planned.colleges, (college) => organisations.saveCollege(college));
  await forEach(planned.incubators, (incubator) => organisations.saveIncubator(incubator));
  await forEach(planned.companies, (company) => organisations.foundCompany(company));
  await forEach(planned.people, (person) => organisations.savePerson(person));
  await forEach(planned.memberships, (membership) => organisations.saveMembership(membership));
  await forEach(planned.mandates, (mandate) => organisations.saveMandate(mandate));
  await operator.to(Products).saveCategories({ categories: planned.categories });
}

/** As their mentors do it. */
async function loadVerifications({ verifications }: Plan, door: PublicDoor): Promise<void> {
  for (const { confirmedBy, ...verification } of verifications) {
    const mentor = await signIn(door, confirmedBy);
    await mentor.call(Verifications.method.confirm, verification);
  }
}

/** As the seller does it. */
export async function loadShop(shop: Shop, seller: PublicDoor): Promise<void> {
  await forEach(shop.products, (product) => seller.call(Products.method.save, product));
  await forEach(shop.skus, (sku) => seller.call(Products.method.saveSku, sku));
  await forEach(shop.suppliers, (supplier) => seller.call(Stock.method.saveSupplier, supplier));
  await forEach(shop.lots, (lot) => seller.call(Stock.method.saveLot, lot));
  await forEach(shop.packings, (packing) => seller.call(Stock.method.pack, packing));
}

/** What has pictures keeps them. One after the other: catalog makes three sizes of each. */
async function loadPictures(pictures: Plan['shops'][number]['pictures'], seller: PublicDoor): Promise<void> {
  for (const { companyId, productId, imageId, specialtyId } of pictures) {
    const { product } = await seller.call(Products.method.get, { productId });
    if (product && product.images.length > 0) continue;
    const blobKey = await seller.upload(await draw(specialtyId, SEED), 'image/webp');
    await seller.call(Images.method.add, { companyId, productId, imageId, blobKey });
  }
}

/** What was opened and offered before stays as it is, also after its harvest. */
async function loadPreSale({ opened, offering }: Plan['preSale'], seller: PublicDoor): Promise<void> {
  await seller.call(PreSales.method.open, opened);
  await seller.call(PreSales.method.offer, offering);
}

async function loadTerms({ freight, coupon }: Plan['terms'], seller: PublicDoor): Promise<void> {
  await seller.call(Freight.method.saveTemplate, freight);
  await seller.call(Coupons.method.create, coupon);
}

async function loadAir({ accounts, sessions, onAir, hostId }: Plan['air'], seller: PublicDoor): Promise<void> {
  const { companyId, liveSessionId, skuIds, pinnedSkuId } = onAir;
  await forEach(accounts, (account) => seller.call(Accounts.method.save, account));
  await seller.call(Accounts.method.setOperators, { ...accounts[0], personIds: [hostId] });
  // One after the other: lists show the newest first.
  for (const session of sessions) {
    await seller.call(LiveSessions.method.save, session).catch(unless('session.not_open'));
  }

  // Somebody may have ended it since, or left an older one on air, or bought everything; then it stays that way.
  await seller.call(LiveSessions.method.setBag, { companyId, liveSessionId, skuIds }).catch(unless('session.not_open'));
  await seller
    .call(LiveSessions.method.start, { companyId, liveSessionId })
    .catch(unless('session.not_open', 'account.on_air'));
  await seller
    .call(LiveSessions.method.pin, { companyId, liveSessionId, skuId: pinnedSkuId })
    .catch(unless('session.not_live', 'stock.sold_out'));
}

async function loadRule({ approvedBy, signIn: author, ...rule }: Plan['rule'], door: PublicDoor): Promise<void> {
  const owner = await signIn(door, author);
  await owner.call(SplitRules.method.propose, rule);
  const mentor = await signIn(door, approvedBy);
  await mentor.call(SplitRules.method.approve, { ruleId: rule.ruleId });
}

export async function signIn(door: PublicDoor, { phone, password }: SignIn): Promise<PublicDoor> {
  const { accessToken } = await door.call(Auth.method.signIn, { phone, password });
  return door.as(accessToken);
}

const unless =
  (...codes: Code[]) =>
  (error: unknown): void => {
    if (!(error instanceof Refused) || !codes.includes(error.problem.code)) throw error;
  };
