import { expect, it } from '@jest/globals';
import type { LiveSession, SignedIn } from '../journeys/answers.js';
import { eventually, sumOf, wholeSystem } from '../journeys/whole-system.js';
import { describePages, expectAccessible, ownBrowser } from './browser.js';
import { fillAddress, PASSWORD, signIn, signUp } from './buyer.js';
import { picture } from './pictures.js';

const SELLER = '13900000002';
const MENTOR = '13900000003';
const HOST = '13900000005';

const system = process.env['TEST_CHROMIUM'] ? wholeSystem({ demo: true }) : undefined!;
const browser = ownBrowser();

const sessionOnAir = async () => {
  const { sessions } = await system.door.get<{ sessions: LiveSession[] }>('/live-sessions?status=LIVE');
  return sessions[0]!;
};

const doorOf = async (phone: string) =>
  system.door.withToken((await system.door.post<SignedIn>('/auth/sign-in', { phone, password: PASSWORD })).accessToken);

describePages('A buyer', () => {
  it('comes by a link, sees what is explained and its price, buys it and pays, all in the room', async () => {
    const session = await sessionOnAir();
    const { page, complaints } = await browser.comes();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    page.on('websocket', (socket) => asked.push(new URL(socket.url()).pathname));

    await page.goto(`${system.running.url}/rooms/${session.liveSessionId}`);
    const pinned = page.locator('.pinned');
    await pinned.getByRole('button', { name: '立即购买' }).waitFor();
    const untilBuy = asked.filter((path) => !/\.(svg|png)$|^\/api\/(skus|shops|blobs)/.test(path));
    expect(await pinned.innerText()).toContain('剩');
    expect(untilBuy.length).toBeLessThanOrEqual(6);
    await expectAccessible(page);
    await picture(page, 'room');

    await page.getByRole('button', { name: '货架' }).click();
    await page.locator('.shelf-item').first().waitFor();
    await expectAccessible(page);
    await picture(page, 'shelf');
    await page.keyboard.press('Escape');

    await pinned.getByRole('button', { name: '立即购买' }).click();
    await expectAccessible(page);
    const phone = await signUp(page);
    await fillAddress(page, phone);
    await page.locator('[data-act=order]:enabled').waitFor();
    await expectAccessible(page);
    await picture(page, 'checkout');
    await page.locator('[data-act=order]').click();
    await page.locator('[data-act=pay]:enabled').click();
    await page.locator('.paid-mark').waitFor();
    await expectAccessible(page);
    await picture(page, 'paid');

    await page.getByRole('button', { name: '查看订单' }).click();
    await page.getByRole('heading', { name: '待发货' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'order');
    expect(complaints).toEqual([]);
  }, 120_000);

  it('looks around: what is on air, goods, one of them and where it grew, the cart', async () => {
    const { page, complaints } = await browser.comes();
    await page.goto(system.running.url);
    await page.locator('.product-card').first().waitFor();
    await expectAccessible(page);
    await picture(page, 'air');

    await page.goto(`${system.running.url}/goods`);
    await page.locator('.product-card').first().waitFor();
    await expectAccessible(page);
    await picture(page, 'goods');

    await page.getByRole('searchbox').fill('苹果');
    await page.getByRole('searchbox').press('Enter');
    await page.locator('.product-card', { hasText: '苹果' }).first().click();
    await page.locator('.product-name').waitFor();
    await page.getByText('来自哪一批').waitFor();
    await expectAccessible(page);
    await picture(page, 'product');
    await page.getByRole('button', { name: '加入购物车' }).click();
    await page.getByText('已加入购物车').waitFor();

    await page.locator('a[href^="/lots/"]').first().click();
    await page.getByText('采收日期').waitFor();
    await expectAccessible(page);
    await picture(page, 'lot');

    await page.goto(`${system.running.url}/cart`);
    await page.locator('[data-act=checkout]').waitFor();
    await expectAccessible(page);
    await picture(page, 'cart');
    expect(complaints).toEqual([]);
  }, 120_000);
});

describePages('A host', () => {
  it('runs the show from the cockpit, and its money is what the ledger says', async () => {
    const { liveSessionId, companyId } = await sessionOnAir();
    const { page, complaints } = await browser.comes();
    await page.goto(`${system.running.url}/cockpit/${liveSessionId}`);
    await signIn(page, HOST);
    await page.locator('[data-tile=paid]').waitFor();
    await expectAccessible(page);
    await picture(page, 'cockpit');

    const second = page.locator('.bag-line').nth(1);
    await second.getByRole('button', { name: /讲这个/ }).click();
    await page.locator('.bag-line.now').nth(0).waitFor();
    const viewer = await browser.comes();
    await viewer.page.goto(`${system.running.url}/rooms/${liveSessionId}`);
    await viewer.page.locator('.pinned').waitFor();

    // Three taps.
    await page.locator('.table-now').getByRole('button', { name: '开秒杀' }).click();
    await page.locator('.flash-prices .chip').first().click();
    await page.locator('[data-act=flash]').click();
    await viewer.page.locator('.pinned.flash').waitFor();
    await expectAccessible(viewer.page);
    await picture(viewer.page, 'flash');
    expect(complaints).toEqual([]);

    const seller = await doorOf(SELLER);
    const paid = await eventually('the sale is counted', async () => {
      const figures = await seller.get<{ gmvPaidFen: string; paidOrders: number }>(
        `/companies/${companyId}/live-sessions/${liveSessionId}/sales`,
      );
      return figures.paidOrders > 0 ? figures : undefined;
    });
    const { orders } = await seller.get<{ orders: { orderId: string }[] }>(
      `/companies/${companyId}/orders?liveSessionId=${liveSessionId}`,
    );
    const ofSession = new Set(orders.map(({ orderId }) => orderId));
    const mentor = await doorOf(MENTOR);
    const statement = await eventually('the books know it', async () => {
      const account = encodeURIComponent(`clearing:psp@${companyId}`);
      const { entries } = await mentor.get<{ entries: { orderId: string; amountFen: string }[] }>(
        `/ledger-accounts/${account}/statement`,
      );
      const booked = entries.filter(({ orderId }) => ofSession.has(orderId));
      return booked.length >= paid.paidOrders ? booked : undefined;
    });
    const shown = (await page.locator('[data-tile=paid] .price.large .unseen').innerText()).replace(/[¥,.]/g, '');
    expect(BigInt(shown)).toBe(BigInt(paid.gmvPaidFen));
    expect(BigInt(shown)).toBe(-sumOf(statement.map(({ amountFen }) => amountFen)));
  }, 120_000);
});
