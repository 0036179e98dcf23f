import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DESK, LARGE_PHONE, PHONE } from './browser.js';

/** `PICTURES=docs/pictures npm run test:verbs -- test/browser` makes those of the README anew. */
const FOLDER = join(process.cwd(), process.env['PICTURES'] ?? '.tianjian/pictures');
const SETTLES_MS = 120;

/** A page as it stands, at the three widths. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const before = page.viewportSize();
  for (const size of [PHONE, LARGE_PHONE, DESK]) {
    await page.setViewportSize(size);
    await page.waitForTimeout(SETTLES_MS);
    await page.screenshot({ path: join(FOLDER, `${name}-${size.width}.png`) });
  }
  if (before) await page.setViewportSize(before);
}
