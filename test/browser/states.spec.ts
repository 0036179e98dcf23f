import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { wholeSystem } from '../journeys/whole-system.js';
import { DESK, describePages, expectAccessible, expectReachable, ownBrowser, type Visitor } from './browser.js';
import { knownBuyer, knownMember, type KnownBuyer } from './buyer.js';
import { givenOrder, givenWork, givenWorld, type World } from './world.js';

const ON = Boolean(process.env['TEST_CHROMIUM']);
const system = ON ? wholeSystem() : undefined!;
const browser = ownBrowser();

let world: World;
let buyer: KnownBuyer;
let seller: KnownBuyer;
let orderId: string;
let lot: { lotId: string };

if (ON) {
  beforeAll(async () => {
    world = await givenWorld(system);
    await givenWork(system, world);
    buyer = await knownBuyer(system.door);
    seller = await knownMember(system, world.shop.companyId, ['owner']);
    orderId = await givenOrder(world, buyer.door, { delivered: true });
    const { lots } = await system.door.get<{ lots: { lotId: string }[] }>(`/products/${world.potatoes.productId}/lots`);
    lot = lots[0]!;
  }, 180_000);
}

type State = [address: string, ready: string, then?: (page: Page) => Promise<void>];

/** What anybody sees who comes by a link. */
const forAnybody = (): State[] => [
  ['/', '.air-card'],
  ['/goods', '.product-card'],
  ['/goods?q=zzzz', '.empty'],
  [`/goods/${world.potatoes.productId}`, '[data-act=buy]:enabled'],
  [`/goods/${world.soldOut.productId}`, '[data-act=buy]:disabled'],
  [`/goods/${randomUUID()}`, '.empty'],
  [`/lots/${lot.lotId}?of=${world.potatoes.productId}`, '.facts'],
  ['/nowhere/at/all', '.ways-on'],
  ['/cart', '.empty'],
  ['/orders', 'form.sign-in'],
  ['/me', 'form.sign-in'],
  [`/rooms/${world.live.liveSessionId}`, '.pinned [data-act=buy]:enabled'],
  [`/rooms/${world.live.liveSessionId}`, '.shelf-item', (page) => page.locator('.shelf-button').click()],
  [`/rooms/${world.announced.liveSessionId}`, '.starts'],
  [`/rooms/${world.ended.liveSessionId}`, '.announced .empty'],
  [`/rooms/${randomUUID()}`, '.empty'],
];

/** What only who is signed in sees. */
const forBuyers = (): State[] => [
  ['/cart', '[data-act=checkout]'],
  ['/me', '.me'],
  ['/me/addresses', '.address-card'],
  ['/me/addresses', 'fieldset.regions', (page) => page.locator('.main > .button').click()],
  ['/orders', '.order-card'],
  [`/orders/${orderId}`, '.order-status'],
  [`/orders/${orderId}/claim`, 'textarea'],
  ['/cart', 'dialog [data-act=order]:enabled', (page) => page.locator('[data-act=checkout]').click()],
];

/** What who runs a company sees, sheets and all. */
function forSellers(): State[] {
  const { live, shop } = world;
  const at = `/cockpit/${live.liveSessionId}`;
  const preSales = `/cockpit/pre-sales/${shop.companyId}`;
  return [
    ['/me', 'a[href="/cockpit"]'],
    ['/cockpit', '.plan-line'],
    ['/cockpit', 'dialog .form', (page) => page.locator('.plan > .chips > button').last().click()],
    [at, '.table-now .line'],
    [at, 'dialog [data-act=flash]', (page) => page.locator('.table-now .button.buy').click()],
    [`${at}?view=chat`, '.reports .said'],
    [`${at}?view=chat`, '.reports .said .buttons', (page) => page.locator('.reports .said > button').click()],
    [`/cockpit/bans/${shop.companyId}`, '.said'],
    [preSales, '.pre-sale'],
    [preSales, 'dialog fieldset.regions', (page) => page.locator('.plan-head .button').click()],
    [preSales, 'dialog .form', (page) => page.locator('.pre-sale .buttons button').first().click()],
    [preSales, 'dialog .form', (page) => page.locator('.pre-sale .buttons button').last().click()],
  ];
}

async function look({ page }: Visitor, [address, ready, then]: State, also?: (page: Page) => Promise<void>) {
  await page.goto(system.running.url + address);
  await then?.(page);
  await page.locator(ready).first().waitFor();
  try {
    await expectAccessible(page);
    await also?.(page);
  } catch (error) {
    throw new Error(`${address} (${ready})`, { cause: error });
  }
}

describePages('Every page and state', () => {
  it.each(['zh-CN', 'en-US'])(
    'is in nobody’s way who sees, hears or moves in another way: %s',
    async (locale) => {
      await buyer.door.put(`/cart/lines/${world.potatoes.skuId}`, { quantity: 2 });
      const anybody = await browser.comes({ locale });
      for (const state of forAnybody()) await look(anybody, state);
      const known = await browser.comes({ locale, keeps: buyer.keeps });
      for (const state of forBuyers()) await look(known, state);
      const selling = await browser.comes({ locale, keeps: seller.keeps });
      for (const state of forSellers()) await look(selling, state, expectReachable);
      expect([anybody, known, selling].flatMap(({ complaints }) => complaints)).toEqual([]);
      await Promise.all([anybody, known, selling].map(({ context }) => context.close()));
    },
    300_000,
  );

  it('says that it loads, that the network is gone, and that it did not come', async () => {
    const visitor = await browser.comes({ keeps: buyer.keeps });
    const { page } = visitor;
    for (const address of ['/', '/goods', '/cart', '/orders', '/me/addresses']) {
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.route('**/api/**', () => {}); // It comes some time.
      await look(visitor, [address, '.coming']);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.route('**/api/**', (route) => route.abort());
      await look(visitor, [address, '[role=alert]']);
      expect(await page.locator('[role=alert]').first().innerText()).toContain('网络不通');
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.route('**/api/**', (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));
      await look(visitor, [address, '[role=alert]']);
      expect(await page.locator('[role=alert]').first().innerText()).toContain('服务器出错了');
    }
    await visitor.context.close();
  }, 300_000);

  it('fits at 200 % zoom and with letters twice as large: nothing to the side, nothing cut off', async () => {
    await buyer.door.put(`/cart/lines/${world.potatoes.skuId}`, { quantity: 2 });
    const zoomed = { width: DESK.width / 2, height: DESK.height / 2 };
    const spilt: object[] = [];
    // 320 is what a phone has left at the zoom that WCAG asks for.
    for (const [size, letters] of [
      [zoomed, '100%'],
      [{ width: 320, height: 640 }, '100%'],
      [{ width: 360, height: 780 }, '200%'],
    ] as const) {
      const buyers = [...forAnybody().filter(([, ready]) => ready !== 'form.sign-in'), ...forBuyers()];
      for (const [{ keeps }, states] of [
        [buyer, buyers],
        [seller, forSellers()],
      ] as const) {
        const visitor = await browser.comes({ size, keeps });
        await visitor.page.addInitScript(
          `addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '${letters}'; })`,
        );
        for (const [address, ready, then] of states) {
          if (ready === '.empty' && address === '/cart') continue;
          await visitor.page.goto(system.running.url + address);
          await then?.(visitor.page);
          await visitor.page.locator(ready).first().waitFor();
          const { aside, cut } = await overflow(visitor.page);
          if (aside > 0 || cut.length > 0) spilt.push({ address, ready, size, letters, aside, cut });
        }
        await visitor.context.close();
      }
    }
    expect(spilt).toEqual([]);
  }, 300_000);

  it('stands still for whoever wants less motion, and brings nothing inline', async () => {
    const { page, complaints, context } = await browser.comes({ still: true });
    const answer = await page.goto(`${system.running.url}/rooms/${world.live.liveSessionId}`);
    await page.locator('.pinned').waitFor();

    expect(await page.evaluate<number>('document.getAnimations().length')).toBe(0);
    expect(await page.evaluate<string>('document.querySelector(".scene img").currentSrc')).toContain('still');
    const policy = answer!.headers()['content-security-policy']!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);
});

/** How far it goes to the side, and whose words do not fit where they stand. */
const overflow = (page: Page) =>
  page.evaluate<{ aside: number; cut: string[] }>(`(() => {
    const root = document.scrollingElement;
    const cut = [...document.querySelectorAll('button, a, h1, h2, p, label')]
      .filter((element) => element.checkVisibility() && !element.closest('.unseen'))
      .filter((element) => getComputedStyle(element).overflowX === 'visible')
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && !element.closest('.chips, .orders-by, .gallery, [data-aside]') && (right > innerWidth + 1 || left < -1);
      })
      .map((element) => element.outerHTML.slice(0, 120));
    return { aside: Math.max(0, root.scrollWidth - root.clientWidth), cut };
  })()`);
