import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CLOCK_ROUND_MS, readClock } from '../../apps/demo/src/bot/burnt-clock.js';
import { givenShop, type OnSale, type Shop } from '../journeys/shop.js';
import { eventually, times, wholeSystem } from '../journeys/whole-system.js';
import { ownBrowser } from './browser.js';
import { percentile } from './eyes.js';
import { FFMPEG_PROGRAM, FieldCamera, type Streamed } from './field-camera.js';
import { sessionPath } from './world.js';

const ON = Boolean(process.env['TEST_CHROMIUM'] && FFMPEG_PROGRAM);
const describeStreams = ON ? describe : describe.skip;
const system = ON ? wholeSystem() : undefined!;
const browser = ownBrowser();

const PINS = 24;
/** After so many of them the camera's line breaks for a while. */
const BREAKS_AFTER = 12;
const BREAK_MS = 4_000;
const PAUSE_MS: [number, number] = [1_200, 2_600];
const OFF_MAX_MS = 200;
const WIDTH = 640;

interface Pinned {
  at: number;
  skuId: string;
}

interface Chapter {
  skuId: string;
  fromS: number;
}

/** The strip with the clock, as the video shows it at a second of the replay. */
const stripAt = (fromS: number) => `new Promise((resolve) => {
  const video = document.querySelector('.replay video');
  video.pause();
  video.addEventListener('seeked', () => {
    setTimeout(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: ${WIDTH}, height: 16 });
      const context = canvas.getContext('2d');
      context.drawImage(video, 0, 0, ${WIDTH}, 16, 0, 0, ${WIDTH}, 16);
      const { data } = context.getImageData(0, 7, ${WIDTH}, 1);
      resolve(Array.from({ length: ${WIDTH} }, (_, x) => data[4 * x + 1]));
    }, 150);
  }, { once: true });
  video.currentTime = ${fromS};
})`;

describeStreams('The chapters of a replay', () => {
  let shop: Shop;
  let goods: OnSale[];
  let session: Streamed;
  let camera: FieldCamera;
  const pins: Pinned[] = [];

  const stateIs = (state: string) =>
    eventually(`the stream is ${state}`, async () => {
      const { session: now } = await system.door.get<{ session: Streamed }>(`/live-sessions/${session.liveSessionId}`);
      return now.stream?.state === state;
    });

  beforeAll(async () => {
    shop = await givenShop(system);
    goods = await Promise.all(times(2, () => shop.sells()));
    session = await shop.goesLive(goods);
    camera = new FieldCamera(shop, session);
    await camera.hasKey();
    await camera.films({ framesPerSecond: 25 });
    await stateIs('ON');
    await sleep(2_000);
  }, 180_000);
  afterAll(() => camera?.packsUp());

  it('begin at the picture that was on air when something was pinned', async () => {
    for (const nth of times(PINS, (each) => each)) {
      if (nth === BREAKS_AFTER) {
        await camera.isCutOff();
        await sleep(BREAK_MS);
        await camera.films({ framesPerSecond: 25 });
        await stateIs('ON');
        await sleep(2_000);
      }
      const { skuId } = goods[nth % goods.length]!;
      const at = Date.now();
      await shop.door.put(sessionPath(shop, session, '/pin'), { skuId });
      pins.push({ at, skuId });
      await sleep(PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]));
    }
    await shop.door.post(sessionPath(shop, session, '/end'));

    const { page } = await browser.comes({ still: false });
    await page.goto(`${system.running.url}/rooms/${session.liveSessionId}`);
    await page.locator('.chapter').first().waitFor();
    const { chapters } = await system.door.get<{ chapters: Chapter[] }>(
      `/live-sessions/${session.liveSessionId}/replay`,
    );
    expect(chapters.map(({ skuId }) => skuId)).toEqual(pins.map(({ skuId }) => skuId));
    await eventually('the replay can be played', () =>
      page.evaluate<boolean>('document.querySelector(".replay video").readyState > 1'),
    );

    const off: number[] = [];
    for (const [nth, { fromS }] of chapters.entries()) off.push((await clockAt(page, fromS)) - pins[nth]!.at);
    const sizes = off.map((one) => Math.abs(one));
    console.log(
      `chapters are off by ${off.map((one) => Math.round(one)).join(', ')} ms; p95 ${percentile(sizes, 0.95)} ms`,
    );
    expect(percentile(sizes, 0.95)).toBeLessThanOrEqual(OFF_MAX_MS);
  }, 240_000);
});

/** What the clock in the picture says, in epoch ms, to the nearest round of it. */
async function clockAt(page: Page, fromS: number): Promise<number> {
  const strip = await page.evaluate<number[]>(stripAt(fromS));
  const made = readClock((x) => strip[Math.round(x)] ?? 0);
  if (made === undefined) throw new Error(`no clock at ${fromS} s`);
  const now = Date.now();
  return now - ((((now - made) % CLOCK_ROUND_MS) + CLOCK_ROUND_MS) % CLOCK_ROUND_MS);
}
