import { setTimeout as sleep } from 'node:timers/promises';
import { create, type DescMethod, type MessageInitShape } from '@bufbuild/protobuf';
import { Ledger, SplitRules } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { Coupons } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Stock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { AddressBook } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Auth, Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Memberships } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Chat, ChatModeration } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { CouponOffers } from '#contracts/tianjian/livestream/v1/coupon_offers_pb.js';
import { Accounts, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Shifts } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Fulfilment } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Orders, Payments } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import {
  AccountId,
  AddressId,
  BanId,
  CategoryId,
  ChatLineId,
  CheckoutId,
  CollegeId,
  CompanyId,
  CouponId,
  DutyId,
  IncubatorId,
  InvitationId,
  LiveSessionId,
  LotId,
  MandateId,
  MembershipId,
  OfferId,
  PersonId,
  ProductId,
  RefundId,
  RuleId,
  ShipmentId,
  SkuId,
  SupplierId,
} from '#kernel/id.js';
import { openCore, type Core } from '#service/core.js';
import { eventually } from '#testing/running-service.js';
import { startSystem, type System } from '../../deploy/local/system.js';
import { knock, type Answer, type Request } from './knock.js';

export const PASSWORD = 'tianjian-demo';
const FRESH_UNTIL = '2099-12-31';

export interface Person {
  personId: string;
  phone: string;
  token: string;
}

/** Everything one company has, and an order somebody made of it. */
export interface Farm {
  collegeId: string;
  incubatorId: string;
  companyId: string;
  productId: string;
  skuId: string;
  supplierId: string;
  lotId: string;
  accountId: string;
  spareAccountId: string;
  /** On air, its bag holds the SKU. */
  liveSessionId: string;
  offerId: string;
  /** The owner's, who hosts. */
  dutyId: string;
  couponId: string;
  /** To be claimed, and offered in the session. */
  claimCouponId: string;
  couponOfferId: string;
  /** The buyer's, in the session's chat. */
  chatLineId: string;
  speakerId: string;
  /** Of somebody who said nothing else. */
  banId: string;
  /** Proposed, and approved by nobody yet. */
  ruleId: string;
  ledgerAccountId: string;
  /** Of the buyer, whose phone is not proved. */
  invitationId: string;
  toWithdrawId: string;
  /** The only owner's. */
  ownerMembershipId: string;
  /** Open. */
  order: { orderId: string; paymentId: string };
  toCancel: { orderId: string; paymentId: string };
  paid: { orderId: string; paymentId: string; lineId: string };
  /** Refunds of it that wait for the company. */
  asked: { toDecide: string; toWithdraw: string };
  /** A parcel of an order of its own. */
  shipmentId: string;
}

/** Two companies of two incubators and everybody there is, in a whole system of its own, made through its doors. */
export class World {
  readonly categoryId = CategoryId.new();
  /** In the other buyer's book. */
  readonly theirAddressId = AddressId.new();
  readonly people = new Map<string, Person>();
  ours!: Farm;
  theirs!: Farm;
  private phones = 13_500_000_000;

  private constructor(
    readonly system: System,
    /** The back office. */
    readonly core: Core,
    /** Speaks on the broker as anybody whose key signs; answered like the gateway, whom every service may answer. */
    readonly stranger: Core,
  ) {}

  static async make(): Promise<World> {
    const system = await startSystem({ throwaway: true, outlives: 'nothing', env: UNHINDERED });
    const admin = { NATS_USER: 'admin', NATS_PASSWORD: system.secrets.broker['admin'] };
    const env = { ...system.operatorEnv, ...admin };
    const world = new World(system, await openCore('operator', {}, env), await openCore('gateway', {}, env));
    try {
      await world.fill();
    } catch (error) {
      await world.end();
      throw error;
    }
    return world;
  }

  async end(): Promise<void> {
    await this.core.close();
    await this.stranger.close();
    await this.system.stop();
  }

  knock(method: DescMethod, request: Request, token?: string): Promise<Answer> {
    return knock(this.system.url, method, request, token);
  }

  person(name: string): Person {
    return this.people.get(name)!;
  }

  nextPhone(): string {
    return String((this.phones += 1));
  }

  async signIn(phone: string): Promise<{ accessToken: string; refreshToken: string }> {
    return (await this.done(Auth.method.signIn, { phone, password: PASSWORD })) as never;
  }

  private async fill(): Promise<void> {
    const category = { categoryId: this.categoryId, name: '水果', parentId: '' };
    await this.asOperator(Products.method.saveCategories, { categories: [category] });
    const [ours, theirs] = [await this.found('陇上鲜'), await this.found('河西味')];
    await this.give('buyer');
    await this.give('other buyer');
    for (const role of ['packer', 'seller', 'owner', 'host', 'moderator'])
      await this.give(role, { company: ours.companyId, role });
    for (const role of ['mentor', 'college_admin']) await this.give(role, { incubator: ours.incubatorId, role });
    await this.give('their owner', { company: theirs.companyId, role: 'owner' });
    await this.give('their mentor', { incubator: theirs.incubatorId, role: 'mentor' });

    const host = this.person('host').personId;
    const tokenOf = (name: string) => this.person(name).token;
    const mine = { owner: tokenOf('owner'), buyer: tokenOf('buyer'), troll: tokenOf('college_admin') };
    this.ours = await this.till(ours, { ...mine, host });
    const others = { owner: tokenOf('their owner'), buyer: tokenOf('other buyer'), troll: tokenOf('their mentor') };
    this.theirs = await this.till(theirs, others);
    const address = { addressId: this.theirAddressId, ...shippingAddress };
    await this.done(AddressBook.method.save, address, others.buyer);
  }

  private async found(name: string) {
    const [collegeId, incubatorId, companyId] = [CollegeId.new(), IncubatorId.new(), CompanyId.new()];
    await this.asOperator(Organisations.method.saveCollege, { collegeId, name: `${name}学院` });
    await this.asOperator(Organisations.method.saveIncubator, { incubatorId, collegeId, name: `${name}孵化园` });
    await this.asOperator(Organisations.method.foundCompany, { companyId, incubatorId, name });
    return { collegeId, incubatorId, companyId };
  }

  private async give(name: string, post?: { company?: string; incubator?: string; role: string }): Promise<void> {
    const [personId, phone] = [PersonId.new(), this.nextPhone()];
    await this.asOperator(Organisations.method.savePerson, { personId, phone, password: PASSWORD, name });
    const term = { personId, startsOn: '2020-01-01' };
    if (post?.company) {
      const membership = { membershipId: MembershipId.new(), companyId: post.company, roles: [post.role], ...term };
      await this.asOperator(Organisations.method.saveMembership, membership);
    }
    if (post?.incubator) {
      const mandate = { mandateId: MandateId.new(), incubatorId: post.incubator, role: post.role, ...term };
      await this.asOperator(Organisations.method.saveMandate, mandate);
    }
    this.people.set(name, { personId, phone, token: (await this.signIn(phone)).accessToken });
  }

  /** Fills a company's shelves, goes on air and sells. */
  private async till(
    company: Awaited<ReturnType<World['found']>>,
    { owner, buyer, troll, host }: { owner: string; buyer: string; troll: string; host?: string },
  ): Promise<Farm> {
    const { companyId } = company;
    const ids = {
      productId: ProductId.new(),
      skuId: SkuId.new(),
      supplierId: SupplierId.new(),
      lotId: LotId.new(),
      accountId: AccountId.new(),
      spareAccountId: AccountId.new(),
      liveSessionId: LiveSessionId.new(),
      offerId: OfferId.new(),
      dutyId: DutyId.new(),
      couponId: CouponId.new(),
      claimCouponId: CouponId.new(),
      couponOfferId: OfferId.new(),
      ruleId: RuleId.new(),
    };
    const { skuId } = ids;
    const save = (method: DescMethod, request: Request) => this.done(method, { companyId, ...ids, ...request }, owner);
    await save(Products.method.save, { title: '静宁苹果', categoryId: this.categoryId });
    await save(Products.method.saveSku, skuTerms);
    await save(Stock.method.saveSupplier, supplierTerms);
    await save(Stock.method.saveLot, lotTerms);
    await save(Stock.method.pack, { pieces: 1_000 });
    await save(Accounts.method.save, { platform: 'tianjian', name: '田间一号' });
    await save(Accounts.method.save, { accountId: ids.spareAccountId, platform: 'kuaishou', name: '田间备用' });
    await save(Coupons.method.create, couponTerms);
    const { claimCouponId, couponOfferId } = ids;
    const toClaim = { ...couponTerms, couponId: claimCouponId, code: 'ZHI-BO', claimOnly: true };
    await save(Coupons.method.create, toClaim);
    if (host) await save(Accounts.method.setOperators, { personIds: [host] });
    await save(LiveSessions.method.save, { title: '开园', startsAt: new Date().toISOString() });
    await save(LiveSessions.method.setBag, { skuIds: [skuId] });
    await save(LiveSessions.method.start, {});
    await save(Shifts.method.checkIn, {});
    await save(LiveSessions.method.openFlashOffer, flashTerms);
    await save(CouponOffers.method.offer, { offerId: couponOfferId, couponId: claimCouponId, lastsS: 3_600 });
    const { lineId: chatLineId, speakerId } = await this.say(ids.liveSessionId, buyer);
    const banned = await this.say(ids.liveSessionId, troll);
    const banId = BanId.new();
    await save(ChatModeration.method.ban, { actId: banId, speakerId: banned.speakerId });
    await save(SplitRules.method.propose, { steps: splitSteps });
    const [invitationId, toWithdrawId] = [InvitationId.new(), InvitationId.new()];
    const { phone } = [...this.people.values()].find(({ token }) => token === buyer)!;
    await save(Memberships.method.invite, { invitationId, phone, roles: ['packer'] });
    await save(Memberships.method.invite, { invitationId: toWithdrawId, phone: this.nextPhone(), roles: ['packer'] });
    const { members } = (await save(Memberships.method.list, {})) as {
      members: { membershipId: string; roles: string[] }[];
    };
    const ownerMembershipId = members.find(({ roles }) => roles.includes('owner'))!.membershipId;

    const paid = await this.buy(skuId, buyer);
    await this.done(Payments.method.playWallet, { paymentId: paid.paymentId, outcome: 'SUCCEEDED' }, buyer);
    const { orderId } = paid;
    await eventually(async () => (await this.knock(Ledger.method.orderJournals, { orderId }, owner)).code === 'ok');
    const { accounts } = (await this.done(Ledger.method.listAccounts, { companyId }, owner)) as {
      accounts: { ledgerAccountId: string }[];
    };
    return {
      ...company,
      ...ids,
      ...{ invitationId, toWithdrawId, ownerMembershipId, chatLineId, speakerId, banId },
      ledgerAccountId: accounts[0]!.ledgerAccountId,
      order: await this.buy(skuId, buyer),
      toCancel: await this.buy(skuId, buyer),
      shipmentId: await this.ship(companyId, skuId, { owner, buyer }),
      paid,
      asked: {
        toDecide: await this.askRefund(paid, buyer),
        toWithdraw: await this.askRefund(paid, buyer),
      },
    };
  }

  /** A fen of an order that is still to be packed: the company's to give. */
  private async askRefund({ orderId, lineId }: { orderId: string; lineId: string }, buyer: string): Promise<string> {
    const refundId = RefundId.new();
    const request = { orderId, refundId, lines: [{ lineId, amountFen: '1' }], reason: '少发了' };
    await this.done(Refunds.method.ask, request, buyer);
    return refundId;
  }

  private async say(liveSessionId: string, token: string) {
    const line = { liveSessionId, lineId: ChatLineId.new(), text: '老板，苹果甜吗？' };
    return (await this.done(Chat.method.say, line, token))['line'] as { lineId: string; speakerId: string };
  }

  /** A parcel that left. */
  private async ship(
    companyId: string,
    skuId: string,
    { owner, buyer }: { owner: string; buyer: string },
  ): Promise<string> {
    const shipmentId = ShipmentId.new();
    const { orderId, paymentId, lineId } = await this.buy(skuId, buyer);
    await this.done(Payments.method.playWallet, { paymentId, outcome: 'SUCCEEDED' }, buyer);
    const lines = [{ lineId, quantity: 1 }];
    await this.done(Fulfilment.method.ship, { companyId, orderId, shipmentId, ...trackingTerms, lines }, owner);
    return shipmentId;
  }

  private async buy(skuId: string, token: string): Promise<{ orderId: string; paymentId: string; lineId: string }> {
    // The company's split rule reaches orders a moment after the company is founded.
    let answer = await this.knock(Orders.method.place, orderTerms(skuId), token);
    const until = Date.now() + 30_000;
    while (answer.code !== 'ok' && Date.now() < until) {
      await sleep(100);
      answer = await this.knock(Orders.method.place, orderTerms(skuId), token);
    }
    if (answer.code !== 'ok') throw new Error(`Orders.Place: ${JSON.stringify(answer.body)}`);
    const { order, payment } = answer.body as {
      order: { orderId: string; lines: { lineId: string }[] };
      payment: { paymentId: string };
    };
    return { orderId: order.orderId, paymentId: payment.paymentId, lineId: order.lines[0]?.lineId ?? '' };
  }

  private async done(method: DescMethod, request: Request, token?: string): Promise<Record<string, unknown>> {
    const known = new Set(method.input.fields.map((field) => field.jsonName));
    const fitting = Object.fromEntries(Object.entries(request).filter(([name]) => known.has(name)));
    const { code, body } = await this.knock(method, fitting, token);
    if (code !== 'ok') throw new Error(`${method.parent.name}.${method.name}: ${JSON.stringify(body)}`);
    return body;
  }

  private asOperator<M extends DescMethod>(method: M, request: MessageInitShape<M['input']>) {
    return this.core.rpc.call(method, create<M['input']>(method.input, request));
  }
}

// Ten roles ask everything from one address; what guessing is limited to has its own test.
const UNHINDERED = { SIGN_INS_REFUSED_PER_QUARTER_HOUR: '10000', SIGN_INS_REFUSED_PER_PHONE_AND_HOUR: '10000' };

export const skuTerms = {
  title: '2.5kg',
  priceFen: '3900',
  netG: 2_500,
  grossG: 2_800,
  purchaseKind: 'OUTRIGHT',
  returnClass: 'FRESH',
};
export const supplierTerms = { name: '王大山', kind: 'HOUSEHOLD', regionCode: '620826' };
export const lotTerms = {
  harvestedOn: '2026-09-20',
  expiresOn: FRESH_UNTIL,
  originCode: '620826',
  grade: '一级',
  massG: '5000000',
  pricePerKgFen: '600',
  referencePerKgFen: '560',
};
/** Of a harvest in a month. */
export const preSaleTerms = () => ({
  expectedOn: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
  ...{ expectedG: '500000', shareBp: 5_000, shipWithinDays: 7, keepsDays: 30 },
  ...{ originCode: '620826', grade: '一级', pricePerKgFen: '600', referencePerKgFen: '560' },
});
export const flashTerms = { priceFen: '2900', share: 50, perBuyerLimit: 2, lastsS: 600 };
export const couponTerms = {
  code: 'XIN-KE',
  title: '新客立减',
  kind: 'AMOUNT',
  amountFen: '500',
  startsAt: '2026-01-01T00:00:00Z',
  endsAt: '2026-12-31T16:00:00Z',
  quota: 100,
  perBuyer: 1,
};
export const freightTerms = {
  tareG: 300,
  zones: [
    {
      name: '全国',
      regionCodes: ['620000', '310000'],
      ...{ firstG: 1_000, firstFen: '400', furtherG: 1_000, furtherFen: '80' },
    },
  ],
  refused: [{ regionCodes: ['710000'], reason: '暂不发货' }],
};
export const trackingTerms = { carrier: 'SF', trackingNumber: 'SF1234567890123' };
export const splitSteps = [
  { kind: 'COST' },
  { kind: 'PERCENT', party: 'payable:host', shareBp: 500, base: 'GOODS', refund: 'PROPORTIONAL' },
  { kind: 'REMAINDER' },
];
export const shippingAddress = { name: '李雪', phone: '13900000001', regionCode: '620102', detail: '滨河路 1 号' };
export const orderTerms = (skuId: string, more: Request = {}) => ({
  checkoutId: CheckoutId.new(),
  lines: [{ skuId, quantity: 1 }],
  shippingAddress,
  ...more,
});
