import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const PROGRAM = process.env['TEST_CHROMIUM'];
// Ours, then Playwright's own, which ours takes the place of. Chromium draws what its address bar might show as two
// pages of its own beside each window, also where there is neither bar nor window: most of what a context cost.
const WITHOUT = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...[
    'HttpsFirstBalancedModeAutoEnable',
    'LensOverlay',
    'MediaRouter',
    'PaintHolding',
    'ThirdPartyStoragePartitioning',
  ],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled'],
  'PreconnectToSearch',
];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${WITHOUT.join()}`,
];

/** Where Chromium could not be had (`npm test` has said so) its specs are skipped. */
export const describePages = PROGRAM ? describe : describe.skip;

export const PHONE = { width: 360, height: 780 };
export const LARGE_PHONE = { width: 414, height: 896 };
export const DESK = { width: 1280, height: 800 };

/** A browser of this spec's own, with nothing in it. */
export function ownBrowser(): Visitors {
  const visitors = new Visitors();
  if (PROGRAM) beforeAll(() => visitors.start(PROGRAM), 60_000);
  afterAll(() => visitors.stop(), 30_000);
  return visitors;
}

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** What the page complained about. */
  complaints: string[];
}

export class Visitors {
  private browser: Browser | undefined;

  async start(executablePath: string): Promise<void> {
    this.browser = await chromium.launch({ executablePath, args: FLAGS });
  }

  async stop(): Promise<void> {
    await this.browser?.close();
  }

  /** Somebody with a device of their own. */
  async comes({ size = PHONE, offlineShell = false, still = true, locale = 'zh-CN', keeps }: Coming = {}) {
    const context = await this.browser!.newContext({
      viewport: size,
      locale,
      ...(keeps ? { storageState: storageOf(keeps) } : {}),
      timezoneId: 'Asia/Shanghai',
      serviceWorkers: offlineShell ? 'allow' : 'block',
      reducedMotion: still ? 'reduce' : 'no-preference',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      // A problem that was answered is not a complaint of the page.
      if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
    });
    return { page, context, complaints } satisfies Visitor;
  }
}

interface Coming {
  size?: { width: number; height: number };
  offlineShell?: boolean;
  still?: boolean;
  locale?: string;
  /** What an earlier visit left on the device. */
  keeps?: Kept;
}

export interface Kept {
  at: string;
  values: Record<string, unknown>;
}

const storageOf = ({ at, values }: Kept) => ({
  cookies: [],
  origins: [
    {
      origin: at,
      localStorage: Object.entries(values).map(([name, value]) => ({
        name: `tianjian.${name}`,
        value: JSON.stringify(value),
      })),
    },
  ],
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Nothing on the page as it stands is in the way of whoever sees, hears or moves in another way. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as {
      axe: {
        run(options: unknown): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await tool.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      // What is in order is counted, and not described.
      resultTypes: ['violations'],
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
  expect(found).toEqual([]);
}

// Run in the page: what can be pressed or filled in, each under a number; while a sheet is open nothing behind it can.
const NUMBER_ALL = `(() => {
  document.activeElement?.blur();
  const within = document.querySelector('dialog[open]') ?? document;
  const all = [...within.querySelectorAll('a[href], button:enabled, input:enabled, select:enabled')];
  const shown = all.filter((element) => element.checkVisibility({ visibilityProperty: true }));
  shown.forEach((element, at) => element.setAttribute('data-reach', at));
  return shown.map((element) => element.outerHTML.slice(0, 160));
})()`;
const FOCUSED = `document.activeElement?.getAttribute('data-reach') ?? ''`;

/** Everything that can be pressed or filled in is come to by the Tab key. */
export async function expectReachable(page: Page): Promise<void> {
  const all = await page.evaluate<string[]>(NUMBER_ALL);
  const reached = new Set<string>();
  for (let tabs = 0; tabs < all.length + 10 && reached.size < all.length; tabs += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate<string>(FOCUSED));
    reached.delete('');
  }
  expect(all.filter((_, at) => !reached.has(String(at)))).toEqual([]);
  await page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)');
}
