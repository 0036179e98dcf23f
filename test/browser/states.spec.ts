import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
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

type Also = (page: Page) => Promise<void>;

async function look({ page }: Visitor, [address, ready, then]: State, ...also: Also[]) {
  await page.goto(system.running.url + address);
  await then?.(page);
  await page.locator(ready).first().waitFor();
  try {
    await expectAccessible(page);
    for (const each of also) await each(page);
  } catch (error) {
    throw new Error(`${address} (${ready})`, { cause: error });
  }
}

/** One device's way through all its states. */
async function goThrough(states: State[], coming: Parameters<typeof browser.comes>[0], ...also: Also[]) {
  const visitor = await browser.comes(coming);
  for (const state of states) await look(visitor, state, ...also);
  expect(visitor.complaints).toEqual([]);
  await visitor.context.close();
}

describePages('Every page and state', () => {
  it.each(['zh-CN', 'en-US'])(
    'is in nobody’s way who sees, hears or moves in another way: %s',
    async (locale) => {
      await buyer.door.put(`/cart/lines/${world.potatoes.skuId}`, { quantity: 2 });
      // Layout is looked at in the language that most read: a page that is open is zoomed as it stands.
      const also = locale === 'zh-CN' ? [expectFits] : [];
      await Promise.all([
        goThrough(forAnybody(), { locale }, ...also),
        goThrough(forBuyers(), { locale, keeps: buyer.keeps }, ...also),
        goThrough(forSellers(), { locale, keeps: seller.keeps }, expectReachable, ...also),
      ]);
    },
    300_000,
  );

  it('says that it loads, that the network is gone, and that it did not come', async () => {
    const fates: [seen: string, says: string, (route: Route) => unknown][] = [
      ['.coming', '', () => {}], // It comes some time.
      ['[role=alert]', '网络不通', (route) => route.abort()],
      ['[role=alert]', '服务器出错了', (route) => route.fulfill({ status: 500, json: { code: 'internal' } })],
    ];
    await Promise.all(
      fates.map(async ([seen, says, fate]) => {
        const visitor = await browser.comes({ keeps: buyer.keeps });
        const { page, context } = visitor;
        await page.route('**/api/**', (route) => void fate(route));
        for (const address of ['/', '/goods', '/cart', '/orders', '/me/addresses']) {
          await look(visitor, [address, seen]);
          expect(await page.locator(seen).first().innerText()).toContain(says);
        }
        await context.close();
      }),
    );
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

// 320 is what a phone has left at the zoom that WCAG asks for.
const ZOOMS = [
  { size: { width: DESK.width / 2, height: DESK.height / 2 }, letters: '100%' },
  { size: { width: 320, height: 640 }, letters: '100%' },
  { size: { width: 360, height: 780 }, letters: '200%' },
];

/** At 200 % zoom and with letters twice as large: nothing to the side, nothing cut off. */
async function expectFits(page: Page): Promise<void> {
  const before = page.viewportSize()!;
  const spilt: object[] = [];
  for (const { size, letters } of ZOOMS) {
    await page.setViewportSize(size);
    const { aside, cut } = await page.evaluate<{ aside: number; cut: string[] }>(overflow(size.width, letters));
    if (aside > 0 || cut.length > 0) spilt.push({ size, letters, aside, cut });
  }
  expect(spilt).toEqual([]);
  await page.evaluate(`document.documentElement.style.fontSize = ''`);
  await page.setViewportSize(before);
}

// Run in the page: how far it goes to the side, and whose words do not fit where they stand.
const overflow = (width: number, letters: string) => `(async () => {
  const root = document.scrollingElement;
  root.style.fontSize = '${letters}';
  do await new Promise(requestAnimationFrame);
  while (innerWidth !== ${width});
  const cut = [...document.querySelectorAll('button, a, h1, h2, p, label')]
    .filter((element) => element.checkVisibility() && !element.closest('.unseen'))
    .filter((element) => getComputedStyle(element).overflowX === 'visible')
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && !element.closest('.chips, .orders-by, .gallery, [data-aside]') && (right > innerWidth + 1 || left < -1);
    })
    .map((element) => element.outerHTML.slice(0, 120));
  return { aside: Math.max(0, root.scrollWidth - root.clientWidth), cut };
})()`;
