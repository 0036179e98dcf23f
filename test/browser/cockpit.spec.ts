import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { LiveSession, Order, SignedIn } from '../journeys/answers.js';
import { givenBuyer, of, type Buyer } from '../journeys/buyer.js';
import type { Door } from '../journeys/door.js';
import { dayFromNow, givenShop, type Shop } from '../journeys/shop.js';
import { eventually, sumOf, wholeSystem } from '../journeys/whole-system.js';
import { describePages, expectAccessible, expectReachable, ownBrowser, type Visitor } from './browser.js';
import { knownBuyer, knownMember, PASSWORD, signIn } from './buyer.js';
import { picture } from './pictures.js';
import { says } from './world.js';

const OWNER = '13900000002';
const MENTOR = '13900000003';
const HOST = '13900000005';
const DAY_MS = 86_400_000;

const system = process.env['TEST_CHROMIUM'] ? wholeSystem({ demo: true }) : undefined!;
const browser = ownBrowser();

/** A thumb that is counted. */
class Thumb {
  taps = 0;

  async tap(...targets: Locator[]): Promise<void> {
    for (const target of targets) {
      await target.click();
      this.taps += 1;
    }
  }
}

const button = (within: Page | Locator, name: string | RegExp) => within.getByRole('button', { name });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const view = (page: Page, name: string) => page.getByRole('navigation', { name: '中控台页面' }).getByText(name);

async function sees(page: Page, name: string): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  await picture(page, name);
  await expectAccessible(page);
  await expectReachable(page);
}

type Planned = Omit<LiveSession, 'bag'> & { accountId: string; bag: { skuId: string; title: string }[] };

/** A company whose people run a show from their phones; what is not theirs to press goes over HTTP. */
class Show {
  liveSessionId = '';

  constructor(
    private readonly mentor: Door,
    private readonly companyId: string,
    readonly accountName: string,
  ) {}

  static async given(): Promise<Show> {
    const doorOf = async (phone: string) => {
      const signedIn = await system.door.post<SignedIn>('/auth/sign-in', { phone, password: PASSWORD });
      return system.door.withToken(signedIn.accessToken);
    };
    const { sessions } = await system.door.get<{ sessions: Planned[] }>('/live-sessions?status=LIVE');
    const { companyId, accountId: onAir } = sessions[0]!;
    const [owner, mentor] = [await doorOf(OWNER), await doorOf(MENTOR)];
    const company = `/companies/${companyId}`;
    const { accounts } = await owner.get<{ accounts: { accountId: string; name: string }[] }>(`${company}/accounts`);
    const { name } = accounts.find(({ accountId }) => accountId !== onAir)!;
    await owner.post(`${company}/coupons`, {
      ...{ couponId: randomUUID(), code: 'ZHIBO-5', title: '直播间立减 5 元', kind: 'AMOUNT', amountFen: '500' },
      ...{ fromFen: '1000', quota: 100, perBuyer: 1, claimOnly: true },
      startsAt: new Date(Date.now() - DAY_MS).toISOString(),
      endsAt: new Date(Date.now() + DAY_MS).toISOString(),
    });
    return new Show(mentor, companyId, name);
  }

  get session(): Promise<Planned> {
    return system.door.get<{ session: Planned }>(`/live-sessions/${this.liveSessionId}`).then(({ session }) => session);
  }

  /** Claims what is offered on air, and buys what is on the table. */
  async sellsTo(buyer: Buyer): Promise<Order> {
    const { liveSessionId } = this;
    const { offers } = await system.door.get<{ offers: { couponId: string; couponCode: string }[] }>(
      `/live-sessions/${liveSessionId}/coupon-offers`,
    );
    for (const { couponId } of offers) {
      await buyer.door.post(`/live-sessions/${liveSessionId}/coupon-claims`, { couponId, deviceId: randomUUID() });
    }
    const { pinnedSkuId } = await this.session;
    const couponCodes = offers.map(({ couponCode }) => couponCode);
    return buyer.buys([of({ skuId: pinnedSkuId })], { liveSessionId, couponCodes, agreesNoReturn: true });
  }

  /** What the ledger's account of the till has from this show. */
  statement(orders: Order[]): Promise<bigint> {
    const ours = new Set(orders.map(({ orderId }) => orderId));
    const account = encodeURIComponent(`clearing:psp@${this.companyId}`);
    return eventually('the books know every order', async () => {
      const { entries } = await this.mentor.get<{ entries: { orderId: string; amountFen: string }[] }>(
        `/ledger-accounts/${account}/statement`,
      );
      const booked = entries.filter(({ orderId }) => ours.has(orderId));
      return booked.length >= orders.length ? -sumOf(booked.map(({ amountFen }) => amountFen)) : undefined;
    });
  }
}

const paidIn = async (page: Page) =>
  BigInt((await page.locator('[data-tile=paid] .price.large .unseen').innerText()).replace(/[¥,.]/g, ''));

async function comesAs(phone: string, address: string): Promise<Visitor> {
  const visitor = await browser.comes();
  await visitor.page.goto(system.running.url + address);
  await signIn(visitor.page, phone);
  return visitor;
}

describePages('A host with a phone', () => {
  let show: Show;
  let owners: Visitor;
  const hosts = {} as Visitor & { thumb: Thumb };
  const orders: Order[] = [];

  it('is named for an account, plans a session on it and fills its shelf', async () => {
    show = await Show.given();
    owners = await comesAs(OWNER, '/cockpit');
    await button(owners.page, show.accountName).click();
    await button(owners.page, /^操作人/).click();
    await owners.page.getByLabel('孙晓禾').check();
    await expectAccessible(owners.page);
    await button(owners.page, '保存').click();
    await button(owners.page, '操作人 · 1').waitFor();

    Object.assign(hosts, await comesAs(HOST, '/cockpit'), { thumb: new Thumb() });
    const { page } = hosts;
    for (const state of ['正在直播', '预告', '草稿']) await region(page, state).waitFor();
    await sees(page, 'plan');

    await button(page, '新建场次').click();
    await page.getByLabel('标题').fill('果园傍晚场');
    await page.getByLabel('在哪个账号播').selectOption({ label: show.accountName });
    await page.getByLabel('日期').fill(new Date(Date.now() + DAY_MS).toISOString().slice(0, 10));
    await expectAccessible(page);
    await picture(page, 'new-session');
    await button(page, '保存并预告').click();
    await page.waitForURL(/view=bag/);
    show.liveSessionId = new URL(page.url()).pathname.split('/').at(-1)!;

    const find = region(page, '往货架上加');
    const shelf = region(page, '货架');
    await find.getByRole('searchbox').fill('苹果');
    await find.getByRole('searchbox').press('Enter');
    await find.getByText('苹果').first().waitFor();
    await button(find, /^上架/).nth(0).click();
    await button(find, /^上架/).nth(0).click();
    await find.getByRole('searchbox').fill('没有这样的东西');
    await find.getByRole('searchbox').press('Enter');
    await find.getByText('本店没有这样的商品').waitFor();
    await find.getByRole('searchbox').fill('百合');
    await find.getByRole('searchbox').press('Enter');
    await find.getByText('百合').first().waitFor();
    await button(find, /^上架/).nth(0).click();
    await button(shelf, /百合/).click();
    await button(shelf, /^置顶/).click();
    await shelf.getByText('已保存').waitFor();
    await sees(page, 'bag');
    await button(shelf, /苹果/).last().click();
    await button(shelf, /^移除/).click();

    const { bag, status } = await eventually('the shelf is as it was left', async () => {
      const session = await show.session;
      return session.bag.length === 2 ? session : undefined;
    });
    expect(status).toBe('SCHEDULED');
    expect(bag.map(({ title }) => /百合|苹果/.exec(title)?.[0])).toEqual(['百合', '苹果']);
  }, 120_000);

  it('checks in when planned, and is relieved by who is planned after', async () => {
    await owners.page.goto(`${system.running.url}/cockpit/${show.liveSessionId}?view=team`);
    for (const name of ['孙晓禾', '甘小胖']) {
      await button(owners.page, '排一个班').click();
      await owners.page.getByLabel('谁来播').selectOption({ label: name });
      if (name === '孙晓禾') await expectAccessible(owners.page);
      await owners.page.locator('dialog button[type=submit]').click();
      await region(owners.page, '排班').getByText(name).first().waitFor();
    }

    const { page } = hosts;
    await view(page, '班次').click();
    await button(page, '上班打卡').click();
    await region(page, '现在当班').getByText('孙晓禾').waitFor();
    await sees(page, 'team');
  }, 120_000);

  it('gets a key to stream with, gets another one, and revokes them', async () => {
    const { page } = hosts;
    await view(page, '讲解').click();
    await button(region(page, '推流'), '推流').click();
    const sheet = page.getByRole('dialog', { name: '推流' });
    await button(sheet, '领取推流密钥').click();
    const server = sheet.getByLabel('服务器', { exact: true });
    const key = sheet.getByLabel('推流密钥', { exact: true });
    await key.waitFor();
    expect(await server.inputValue()).toMatch(/^rtmp:\/\/.+\/live$/);
    const first = await key.inputValue();
    expect(first).toContain(`${show.liveSessionId}?key=v1.`);
    await sees(page, 'stream-key');

    await button(sheet, '换一个密钥').click();
    await eventually('another key', async () => (await key.inputValue()) !== first);
    await button(sheet, '全部作废').click();
    await button(sheet, '再点一次，断掉推流').click();
    await button(sheet, '领取推流密钥').waitFor();
    await sheet.getByText('已作废').first().waitFor();
    await page.keyboard.press('Escape');
  }, 120_000);

  it('goes on air, shows, opens a flash offer in three taps and moderates in two, offers a coupon; buyers pay', async () => {
    const { page, thumb } = hosts;
    await button(page, '开播').click();
    await button(page, /^讲这个/)
      .first()
      .click();
    await page.locator('.table-now .line').waitFor();

    thumb.taps = 0;
    await thumb.tap(
      button(page.locator('.table-now'), '开秒杀'),
      page.locator('dialog .flash-prices .chip').first(),
      page.locator('[data-act=flash]'),
    );
    await button(page, /^停秒杀/).waitFor();
    expect(thumb.taps).toBe(3);
    const viewer = await browser.comes();
    await viewer.page.goto(`${system.running.url}/rooms/${show.liveSessionId}`);
    await viewer.page.locator('.pinned.flash').waitFor();
    await expectAccessible(viewer.page);
    await picture(viewer.page, 'flash');
    const buyer = await givenBuyer(system);
    orders.push(await show.sellsTo(buyer));

    await button(page.locator('.table-next'), '讲这个').click();
    await button(page, /^发券/).click();
    await button(page, /^停发/).waitFor();
    await page.locator('.bag-line.now', { hasText: '满10元减5元' }).waitFor();
    orders.push(await show.sellsTo(await givenBuyer(system)));

    const line = { lineId: randomUUID(), text: '这个百合甜不甜', name: '李雪', deviceId: randomUUID() };
    await buyer.door.post(`/live-sessions/${show.liveSessionId}/chat`, line);
    await eventually('the money of two orders', async () => (await paidIn(page)) === total(orders));
    await sees(page, 'cockpit');

    thumb.taps = 0;
    await thumb.tap(button(page, /这个百合甜不甜/), button(page, '撤下这句'));
    await button(page, /这个百合甜不甜/).waitFor({ state: 'detached' });
    expect(thumb.taps).toBe(2);
  }, 120_000);

  it('hands over; what is sold then is the next host’s, and every figure says what it means', async () => {
    // The plan may end before its time, and then the next one's may begin.
    const plan = region(owners.page, '排班');
    await button(plan, /^到此为止/).click();
    await button(plan, /^再点一次结束/).click();
    await button(plan, /^到此为止/).waitFor({ state: 'detached' });
    await button(owners.page, '接班').click();
    await button(owners.page, '再点一次接班').click();
    await region(owners.page, '现在当班').getByText('甘小胖').waitFor();
    orders.push(await show.sellsTo(await givenBuyer(system)));

    const { page } = hosts;
    await view(page, '数据').click();
    const all = total(orders);
    const tile = (metric: string) => page.locator(`[data-metric="${metric}"]`);
    const shows = (metric: string, fen: bigint) =>
      eventually(`${metric} of ${fen} fen`, async () => fenOf(await tile(metric).locator('b').innerText()) === fen);
    await shows('paidFen', all);
    await sees(page, 'figures');
    await tile('gpmViewFen').click();
    await page.getByRole('dialog').getByText('支付金额 × 1000 ÷ 观看次数').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');

    await button(page, '按主播').click();
    await page.getByLabel('看哪一个').selectOption({ label: `甘小胖 · ${yuan(paid(orders[2]!))}` });
    await shows('paidFen', paid(orders[2]!));
    await page.getByLabel('看哪一个').selectOption({ label: `孙晓禾 · ${yuan(paid(orders[0]!) + paid(orders[1]!))}` });
    await shows('paidFen', all - paid(orders[2]!));
    await button(page, '按商品').click();
    const items = page.getByLabel('看哪一个').locator('option');
    await items.nth(1).waitFor({ state: 'attached' });
    const ofItems = (await items.allInnerTexts()).map((text) => fenOf(text.split('·').at(-1)!));
    expect(ofItems.reduce((sum, fen) => sum + fen, 0n)).toBe(all);
    await button(page, '账号').click();
    await shows('paidFen', all);
  }, 120_000);

  it('reads every view in English, too', async () => {
    const { page } = await browser.comes();
    await page.goto(`${system.running.url}/me`);
    await signIn(page, HOST);
    await button(page, 'English').click();
    for (const address of [
      '',
      ...['', '?view=bag', '?view=team', '?view=figures'].map((of) => `/${show.liveSessionId}${of}`),
    ]) {
      await page.goto(`${system.running.url}/cockpit${address}`);
      await page.locator('.ahead-card, .card, .tile').first().waitFor();
      await page.locator('.coming').first().waitFor({ state: 'detached' });
      await expectAccessible(page);
    }
  }, 120_000);

  it('ends the show, and its money is what the ledger’s account says, to the fen', async () => {
    const { page, complaints } = hosts;
    await view(page, '讲解').click();
    await button(page, /^停发/).click();
    await button(page, /^发券/).waitFor();
    await button(page, '下播').click();
    await button(page, '再点一次下播').click();
    await page.locator('.cockpit-head').getByText('已结束').waitFor();

    const booked = await show.statement(orders);
    expect(booked).toBe(total(orders));
    await eventually('the cockpit says the same', async () => (await paidIn(page)) === booked);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  }, 120_000);
});

describePages('Who works beside the host', () => {
  let shop: Shop;
  let live: LiveSession;

  it('keeps order: finds what was reported, decides in two taps, and has a badge of their own', async () => {
    shop = await givenShop(system);
    live = await shop.goesLive([await shop.sells()]);
    const [buyer, troll] = [await knownBuyer(system.door), await knownBuyer(system.door)];
    for (const text of ['隔壁家的更便宜', '这家全是骗子']) {
      const lineId = await says(troll.door, live, '老钱', text);
      const report = { lineId, reason: '辱骂、骚扰' };
      await buyer.door.post(`/live-sessions/${live.liveSessionId}/chat/reports`, report);
    }
    const moderator = await knownMember(system, shop.companyId, ['moderator']);
    await says(moderator.door, live, '小马', '请大家文明发言');

    const { page, complaints, context } = await browser.comes({ keeps: moderator.keeps });
    await page.goto(`${system.running.url}/me`);
    await page.getByRole('link', { name: '中控台' }).click();
    await region(page, '陇上花开').getByRole('link', { name: '土豆节' }).click();
    const reported = region(page, '被举报的话');
    await reported.getByText('这家全是骗子').waitFor();
    await sees(page, 'reports');
    const thumb = new Thumb();
    await thumb.tap(button(reported, /这家全是骗子/), button(reported, '撤下这句'));
    await button(reported, /这家全是骗子/).waitFor({ state: 'detached' });
    expect(thumb.taps).toBe(2);
    await thumb.tap(button(reported, /隔壁家的更便宜/), button(reported, '没问题'));
    await reported.getByText('没有等着处理的举报').waitFor();
    const chat = page.locator('.moderate');
    await thumb.tap(button(chat, /隔壁家的更便宜/), button(chat, '拉黑'));
    await button(chat, /隔壁家的更便宜/).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: '拉黑名单' }).click();
    await region(page, '拉黑名单').getByText('老钱').waitFor();
    expect(await button(page, /老钱/).count()).toBe(0);

    const { acts } = await shop.door.get<{ acts: { kind: string }[] }>(shop.path('/chat/acts'));
    expect(acts.map(({ kind }) => kind)).toEqual(['BAN', 'DISMISS', 'RETRACT']);
    await page.goto(`${system.running.url}/rooms/${live.liveSessionId}`);
    await page.locator('.chat li', { hasText: '请大家文明发言' }).getByText('房管').waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('sells: lifts a ban, and what still grows: says it, puts it on sale, notes what grew', async () => {
    const lilies = await shop.sells({ title: '兰州百合', netG: 1_000, lots: [] });
    const { keeps } = await knownMember(system, shop.companyId, ['owner']);
    const { page, complaints, context } = await browser.comes({ keeps });
    await page.goto(`${system.running.url}/cockpit`);
    await page.getByRole('link', { name: '拉黑名单' }).click();
    await button(page, /老钱/).click();
    await sees(page, 'bans');
    await button(page, '解除拉黑').click();
    await page.getByText('没有拉黑任何人').waitFor();
    await page.locator('.toast').waitFor({ state: 'detached' });

    await button(page, '返回').click();
    await page.getByRole('link', { name: '预售' }).click();
    await button(page, '新预售').click();
    await page.getByLabel('哪个商品').selectOption({ label: '兰州百合' });
    await page.getByLabel('谁种的').selectOption({ label: '马家庄合作社' });
    await page.getByLabel('省', { exact: true }).selectOption('620000');
    await page.getByLabel('市', { exact: true }).selectOption('620100');
    await page.getByLabel('区县', { exact: true }).selectOption('620102');
    await page.getByLabel('等级').fill('一级');
    await page.getByLabel('预计采收日').fill(dayFromNow(20));
    await page.getByLabel('预计收多少公斤').fill('50.5');
    await button(page, '80%').click();
    await page.getByLabel('收购价').fill('12');
    await page.getByLabel('市场参考价').fill('15.5');
    await picture(page, 'new-pre-sale');
    await button(page, '保存').click();
    await page.getByText('最多还能上架 40 件').waitFor();
    await page.getByLabel('上架几件').fill('30');
    await page.locator('dialog button[type=submit]').click();
    const card = region(page, '兰州百合');
    await card.getByText('已订 0 / 上架 30 件').waitFor();
    await sees(page, 'pre-sales');
    const listed = () =>
      shop.door.get<{ preSales: { capacityG: string; settled: boolean; massG: string }[] }>(shop.path('/pre-sales'));
    expect((await listed()).preSales).toMatchObject([{ capacityG: '40400', settled: false }]);
    const { product } = await system.door.get<{ product: { skus: { available: number }[] } }>(
      `/products/${lilies.productId}`,
    );
    expect(product.skus.map(({ available }) => available)).toEqual([30]);

    await button(card, /^登记采收/).click();
    await page.getByLabel('收了多少公斤').fill('20');
    await button(page.locator('dialog'), '登记采收').click();
    await button(page, /^再点一次登记/).click();
    await card.getByText('采收 20 公斤').waitFor();
    expect((await listed()).preSales).toMatchObject([{ massG: '20000', settled: true }]);
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);
});

const paid = ({ totalFen }: Order) => BigInt(totalFen);
const total = (some: Order[]) => some.reduce((sum, order) => sum + paid(order), 0n);
const yuan = (fen: bigint) => `¥${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
const fenOf = (text: string) => BigInt(text.replace(/\D/g, ''));
