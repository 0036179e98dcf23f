import type { Page } from 'playwright-core';
import { CLOCK_ROUND_MS, readClock } from '../../apps/demo/src/bot/burnt-clock.js';
import { eventually } from '../journeys/whole-system.js';

const WIDTH = 640;
const STRIP = 16;

// Run in the page before its own scripts: looks at each frame that is shown, and at when the player first asked for one.
const EYES = `(() => {
  const eyes = { asked: 0, first: 0, shown: [], stalls: 0, generations: 0 };
  window.eyes = eyes;
  const ask = () => (eyes.asked ||= Date.now());
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url, ...rest) {
      super(url, ...rest);
      if (String(url).includes('/live/')) ask();
    }
  };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (verb, url, ...rest) {
    if (String(url).includes('.m3u8')) eyes.askedHls ||= Date.now();
    return open.call(this, verb, url, ...rest);
  };
  const canvas = document.createElement('canvas');
  canvas.width = ${WIDTH};
  canvas.height = ${STRIP};
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const watch = (video) => {
    video.addEventListener('waiting', () => { if (eyes.first) eyes.stalls += 1; });
    const look = () => {
      const now = Date.now();
      eyes.first ||= now;
      if (video.videoWidth === ${WIDTH}) {
        context.drawImage(video, 0, 0, ${WIDTH}, ${STRIP}, 0, 0, ${WIDTH}, ${STRIP});
        const { data } = context.getImageData(0, 7, ${WIDTH}, 1);
        eyes.shown.push([now, Array.from({ length: ${WIDTH} }, (_, x) => (data[4 * x + 1] > 127 ? '1' : '0')).join('')]);
        if (eyes.shown.length > 4000) eyes.shown.splice(0, 2000);
      }
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  };
  new MutationObserver(() => {
    for (const video of document.querySelectorAll('video:not([data-eyes])')) {
      video.dataset.eyes = 'on';
      watch(video);
    }
  }).observe(document, { childList: true, subtree: true });
})()`;

interface Seen {
  asked: number;
  askedHls?: number;
  first: number;
  shown: [now: number, strip: string][];
  stalls: number;
}

export interface Sight {
  /** From when the frame was made to when it was shown, ms. */
  latencies: number[];
  /** The longest time without a new frame, ms. */
  gap: number;
  /** From the first request for it, ms. */
  firstFrame: number;
  stalls: number;
}

/** Somebody who looks at the clock in the picture. */
export class Eyes {
  private constructor(private readonly page: Page) {}

  static async of(page: Page): Promise<Eyes> {
    await page.addInitScript(EYES);
    return new Eyes(page);
  }

  /** Until the picture runs. */
  async see(frames = 10): Promise<void> {
    await eventually(`${frames} frames in the page`, async () => (await this.all()).shown.length >= frames);
  }

  /** Forgets what was seen so far. */
  async blink(): Promise<void> {
    await this.page.evaluate('window.eyes.shown = []; window.eyes.stalls = 0;');
  }

  async sight(): Promise<Sight> {
    const { asked, askedHls, first, shown, stalls } = await this.all();
    const latencies = shown.flatMap(([now, strip]) => latencyOf(now, strip) ?? []);
    const times = shown.map(([now]) => now);
    const gap = Math.max(0, ...times.slice(1).map((now, at) => now - (times[at] ?? now)));
    return { latencies, gap, firstFrame: first - (askedHls ?? asked), stalls };
  }

  /** When the frame was filmed that was last shown at that moment. */
  async filmedAt(moment: number): Promise<number> {
    const { shown } = await this.all();
    const [now, strip] = shown.findLast(([at]) => at <= moment) ?? [NaN, ''];
    return now - (latencyOf(now, strip) ?? NaN);
  }

  private all(): Promise<Seen> {
    return this.page.evaluate<Seen>('window.eyes');
  }
}

function latencyOf(now: number, strip: string): number | undefined {
  const made = readClock((x) => (strip[Math.round(x)] === '1' ? 255 : 0));
  return made === undefined ? undefined : (((now - made) % CLOCK_ROUND_MS) + CLOCK_ROUND_MS) % CLOCK_ROUND_MS;
}

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export const inWords = (way: string, { latencies, gap, firstFrame, stalls }: Sight): string =>
  `${way}: glass to glass p50 ${percentile(latencies, 0.5)} ms, p95 ${percentile(latencies, 0.95)} ms over ` +
  `${latencies.length} frames; first frame ${firstFrame} ms; ${stalls} stalls; longest gap ${gap} ms`;
