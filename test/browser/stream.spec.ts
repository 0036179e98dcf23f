import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { givenShop, type OnSale, type Shop } from '../journeys/shop.js';
import { eventually, wholeSystem } from '../journeys/whole-system.js';
import { expectAccessible, ownBrowser, type Visitor } from './browser.js';
import { knownBuyer, knownMember } from './buyer.js';
import { Eyes, inWords, percentile } from './eyes.js';
import { FFMPEG_PROGRAM, FieldCamera, type Streamed } from './field-camera.js';
import { HesitantLine } from './hesitant-line.js';
import { picture } from './pictures.js';
import { says, sessionPath } from './world.js';

const ON = Boolean(process.env['TEST_CHROMIUM'] && FFMPEG_PROGRAM);
const describeStreams = ON ? describe : describe.skip;
const system = ON ? wholeSystem() : undefined!;
const browser = ownBrowser();
// Sane, and no more: how fast it is on a quiet machine is for the long form and the bench.
const SANE_MS = 20_000;

let shop: Shop;
let potatoes: OnSale;
let session: Streamed;
let camera: FieldCamera;

if (ON) {
  beforeAll(async () => {
    shop = await givenShop(system);
    potatoes = await shop.sells({ title: '定西土豆', lots: [{ pieces: 50 }] });
    session = await shop.goesLive([potatoes]);
    camera = new FieldCamera(shop, session);
    await camera.hasKey();
    await camera.films({ framesPerSecond: 15 });
    await eventually('the stream is on', async () => (await seen()).stream?.state === 'ON');
  }, 180_000);
  afterAll(() => camera?.packsUp());
}

const seen = async () =>
  (await system.door.get<{ session: Streamed }>(`/live-sessions/${session.liveSessionId}`)).session;

// Another name of this machine, as for whoever has the page from elsewhere.
const fromElsewhere = () => system.running.url.replace('127.0.0.1', 'phone.localhost');

async function comesIn({ page }: Visitor, to = system.running.url): Promise<Eyes> {
  const eyes = await Eyes.of(page);
  await page.goto(`${to}/rooms/${session.liveSessionId}`);
  await eyes.see();
  return eyes;
}

const SAME = 'window.sameVideo === document.querySelector("video")';
const KEPT_PLAYS = `(() => {
  const { readyState, videoWidth, currentTime, paused } = document.querySelector('.replay video');
  return readyState > 2 && videoWidth === 640 && currentTime > 1 && !paused;
})()`;
const STOPS = 'document.querySelector("video").readyState < 3';
// Close to live, as if it had caught up; false while it still stands.
const TO_ITS_END = `(() => {
  const video = document.querySelector('video');
  if (video.readyState < 3) return false;
  video.currentTime = Math.max(video.currentTime, video.buffered.end(video.buffered.length - 1) - 0.2);
  return true;
})()`;
const PINNED_AT = `new Promise((done) => {
  const look = () => (document.querySelector('.pinned') ? done(Date.now()) : setTimeout(look, 20));
  look();
})`;
const LAG_MS = 2_000;
// By as much as the picture's time may be wrong; less than it would be without waiting for it.
const EARLY_MS = 1_000;
const mark = (page: Page) => page.evaluate('window.sameVideo = document.querySelector("video"); 0');

describeStreams('A stream from the field', () => {
  let viewer: Visitor;
  let eyes: Eyes;

  it('is seen at once over the socket, from elsewhere too, and by HLS where sockets do not get through', async () => {
    viewer = await browser.comes({ still: false });
    eyes = await comesIn(viewer);
    const other = await browser.comes({ still: false });
    await other.page.routeWebSocket(/\/live\//, (socket) => void socket.close());
    const others = await comesIn(other, fromElsewhere());
    await sleep(2_500);

    for (const [way, sight] of [
      ['socket', await eyes.sight()],
      ['LL-HLS', await others.sight()],
    ] as const) {
      console.log(inWords(way, sight));
      expect(sight.latencies.length).toBeGreaterThan(10);
      expect(percentile(sight.latencies, 0.5)).toBeLessThan(SANE_MS);
    }
    await other.context.close();
    await viewer.page.getByRole('button', { name: '打开声音' }).click();
    expect(await viewer.page.evaluate('document.querySelector("video").muted')).toBe(false);
    await expectAccessible(viewer.page);
    expect(viewer.complaints).toEqual([]);
  }, 120_000);

  it('goes on in the same page after the host’s line was gone for two seconds', async () => {
    const { page } = viewer;
    await mark(page);
    await eyes.blink();
    await camera.isCutOff();
    await page.getByText('主播那边断线了').waitFor();
    await sleep(2_000);
    await camera.films({ framesPerSecond: 15 });
    await eyes.see(30);

    const { gap } = await eyes.sight();
    console.log(`without a picture for ${gap} ms, of which the line was gone for 2000 ms and ffmpeg came up`);
    expect(await page.evaluate(SAME)).toBe(true);
    await eventually('the session goes on', async () => (await seen()).status === 'LIVE');
    await page.getByText('主播那边断线了').waitFor({ state: 'detached' });
  }, 120_000);

  it('is kept still for whoever wants less motion until they touch it', async () => {
    const { page, context } = await browser.comes({ still: true });
    const asked: string[] = [];
    page.on('websocket', (socket) => asked.push(socket.url()));
    await page.goto(`${system.running.url}/rooms/${session.liveSessionId}`);
    const play = page.getByRole('button', { name: '播放画面' });
    await play.waitFor();
    expect(asked.filter((url) => url.includes('/live/'))).toEqual([]);

    await play.click();
    await page.locator('video.running').waitFor();
    await context.close();
  }, 60_000);

  it('says so where the network hesitates, and lets goods wait for the picture where that is wanted', async () => {
    const { page, context } = await browser.comes({ still: false });
    const line = await HesitantLine.of(page);
    const others = await comesIn({ page, context, complaints: [] }, fromElsewhere());
    await eventually('it is said', async () => {
      line.hold();
      await eventually('the picture stops', () => page.evaluate<boolean>(STOPS));
      line.letGo();
      await eventually('the picture goes on', () => page.evaluate<boolean>(TO_ITS_END));
      return page.getByText('网络不太好').isVisible();
    });

    line.lag(LAG_MS);
    await page.getByRole('button', { name: '商品跟着画面走' }).click();
    await eventually('the picture is late', async () => ((await others.sight()).latencies.at(-1) ?? 0) > LAG_MS);
    const toldAt = Date.now();
    const pinned = page.evaluate<number>(PINNED_AT);
    await shop.door.put(sessionPath(shop, session, '/pin'), { skuId: potatoes.skuId });
    // What was filmed before the host put it there does not have it.
    expect(await others.filmedAt(await pinned)).toBeGreaterThan(toldAt - EARLY_MS);
    await context.close();
  }, 120_000);

  it('can be watched again after its end, in the same page, from where something was shown, and sells', async () => {
    const { page } = viewer;
    await shop.door.put(sessionPath(shop, session, '/pin'), { skuId: potatoes.skuId });
    await page.locator('.pinned').waitFor();
    const { door } = await knownBuyer(system.door, { address: false });
    await says(door, session, '小雨', '这个土豆粉不粉？');
    await says(door, session, '老周', '上次买的很面，再来一箱');
    await page.getByText('再来一箱').waitFor();
    await picture(page, 'stream');
    await expectAccessible(page);
    await sleep(1_500);
    await shop.door.post(sessionPath(shop, session, '/end'));

    const chapter = page.locator('.chapter').first();
    await chapter.waitFor();
    await chapter
      .getByRole('button', { name: /定西土豆/ })
      .first()
      .click();
    await eventually('what was kept plays from there', () => page.evaluate<boolean>(KEPT_PLAYS));
    await expectAccessible(page);
    await picture(page, 'replay');
    await chapter.getByRole('button', { name: /^购买/ }).click();
    await page.getByRole('dialog').waitFor();
  }, 120_000);

  it('is fetched by its sellers from the cockpit, each time something was shown as a film', async () => {
    const { keeps } = await knownMember(system, shop.companyId, ['seller']);
    const { page, context } = await browser.comes({ keeps });
    await page.goto(`${system.running.url}/cockpit/${session.liveSessionId}`);
    const link = page.getByRole('link', { name: '下载片段 定西土豆' });
    await link.waitFor();
    await expectAccessible(page);

    const film = await fetch((await link.getAttribute('href')) ?? '');
    expect([film.status, film.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect((await film.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
    await context.close();
  }, 60_000);
});
