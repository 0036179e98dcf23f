import { expect, it } from '@jest/globals';
import type { LiveSession } from '../journeys/answers.js';
import { wholeSystem } from '../journeys/whole-system.js';
import { describePages, expectAccessible, ownBrowser } from './browser.js';
import { fillAddress, signUp } from './buyer.js';
import { picture } from './pictures.js';

const system = process.env['TEST_CHROMIUM'] ? wholeSystem({ demo: true }) : undefined!;
const browser = ownBrowser();

const sessionOnAir = async () => {
  const { sessions } = await system.door.get<{ sessions: LiveSession[] }>('/live-sessions?status=LIVE');
  return sessions[0]!;
};

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
