import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const PROGRAM = process.env['TEST_CHROMIUM'];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
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
  async comes({ size = PHONE, offlineShell = false, still = true } = {}): Promise<Visitor> {
    const context = await this.browser!.newContext({
      viewport: size,
      locale: 'zh-CN',
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
    return { page, context, complaints };
  }
}

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
    const { violations } = await tool.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
  expect(found).toEqual([]);
}
