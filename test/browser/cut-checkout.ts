import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page, Route } from 'playwright-core';
import type { Dice } from '../faults/dice.js';

/** What a checkout says to the door, in its order. */
export const STEPS = [
  'GET product',
  'GET addresses',
  'GET skus',
  'POST quotes',
  'POST orders',
  'POST pay',
  'GET order',
] as const;
export type Step = (typeof STEPS)[number];

/** What becomes of one request: it never leaves, its answer never arrives, or all of the network is gone for a while. */
const FATES = ['lost', 'unheard', 'offline', 'answered'] as const;
type Fate = (typeof FATES)[number];

interface Cut {
  fate: Fate;
  /** Whether the page is opened anew just then. */
  reload: boolean;
}

/** Every step with every fate, with and without opening the page anew. */
export const CUTS = STEPS.flatMap((step) =>
  FATES.flatMap((fate) => [true, false].map((reload) => ({ step, fate, reload }))),
).filter(({ fate, reload }) => fate !== 'answered' || reload);

const PATHS: [RegExp, Step][] = [
  [/^GET \/api\/products\/[^/]+$/, 'GET product'],
  [/^GET \/api\/me\/addresses$/, 'GET addresses'],
  [/^GET \/api\/skus$/, 'GET skus'],
  [/^POST \/api\/quotes$/, 'POST quotes'],
  [/^POST \/api\/orders$/, 'POST orders'],
  [/^POST \/api\/sandbox\/payments\//, 'POST pay'],
  [/^GET \/api\/orders\/[^/]+$/, 'GET order'],
];
// A network that comes back at some time.
const CUTS_MAX = 6;
const CHANCE = 0.12;
const DARK_MS = 700;
const LOOK_MS = 60;
const PRESS_MS = 10_000;
const PATIENCE_MS = 300_000;
// What is empty for so long is opened anew.
const BLANK_MS = 15_000;
// A page on a machine with too much to do is slow to show what it knows.
const VANISHED_MS = 30_000;

// That the buyer read how it ended, also where the page that showed it went before it was looked at here.
const READ = 'test.read';
const NOTE_READ = `{
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, value) {
    setItem.call(this, key, value);
    if (value.includes('"endSeen":true')) setItem.call(this, '${READ}', 'yes');
  };
}`;

type Shown = 'paid' | 'pay' | 'order' | 'again' | 'processing' | 'unfinished' | 'buy' | 'nothing';

/** What lies above covers what lies below. */
const SHOWN: [Shown, string][] = [
  ['paid', '.paid-mark'],
  ['pay', 'dialog [data-act=pay]:enabled'],
  ['order', 'dialog [data-act=order]:enabled'],
  ['again', 'dialog .again, dialog .empty button, .main .empty button'],
  ['processing', 'dialog.sheet'],
  ['unfinished', '.unfinished'],
  ['buy', '[data-act=buy]:enabled'],
];
const SELECTORS = new Map(SHOWN);
// Run in the page, in one go: eight buyers who look for one thing after the other keep a machine from everything else.
const TOPMOST = `(() => {
  const isShown = (selector) => document.querySelector(selector)?.checkVisibility({ visibilityProperty: true });
  return ${JSON.stringify(SHOWN)}.find(([, selector]) => isShown(selector))?.[0] ?? 'nothing';
})()`;
const PRESSED: Shown[] = ['order', 'again', 'unfinished'];

/** Somebody who buys one thing on a page whose network is cut, and who opens the page anew when it does nothing. */
export class CutCheckout {
  /** Keys that orders were asked for under, payments that were asked for. */
  readonly keys: string[] = [];
  readonly payments: string[] = [];
  readonly seen: string[] = [];
  presses = 0;
  reloads = 0;
  /** Reloads while something was sent and not decided, after which the page still knew of it. */
  survived = 0;
  private cuts = 0;
  private mustReload = false;
  /** The end was shown on a page that is gone. */
  private read = false;
  private readonly until = Date.now() + PATIENCE_MS;

  constructor(
    private readonly page: Page,
    private readonly context: BrowserContext,
    private readonly address: string,
    private readonly dice: Dice,
    private readonly first: (typeof CUTS)[number],
    private readonly pays: boolean,
  ) {}

  /** Until it is paid; or until it is clear that nothing pays by itself. */
  async run(): Promise<void> {
    await this.page.addInitScript(NOTE_READ);
    await this.page.route('**/api/**', (route) => this.pass(route));
    await this.open();
    const { until } = this;
    let vanishedAt = 0;
    let visitsUnpaid = 0;
    while (Date.now() < until && !this.page.isClosed()) {
      if (this.mustReload) await this.reload();
      if (this.read) return;
      const shown = await this.look();
      if (this.seen.at(-1) !== shown) this.seen.push(shown);
      if (shown === 'paid') return;
      if (shown === 'pay') {
        // Who only looks opens the page once more, and nothing happens to their money.
        if (!this.pays && visitsUnpaid++ === 1) return;
        if (this.pays) this.presses += 1;
        else this.mustReload = true;
      }
      if (shown === 'pay' ? this.pays : PRESSED.includes(shown)) await this.press(shown);
      if (shown !== 'buy') vanishedAt = 0;
      else if (this.keys.length === 0) await this.press(shown);
      // It came to "paid" while the page was opened anew, and was read before that page went.
      else if (this.pays && (await this.endRead())) return;
      else {
        vanishedAt ||= Date.now();
        if (Date.now() - vanishedAt > VANISHED_MS) throw new Error('The page forgot what was ordered on it');
      }
      await sleep(LOOK_MS);
    }
    throw new Error(`No end: ${this.seen.join(' > ')}`);
  }

  private async pass(route: Route): Promise<void> {
    const request = route.request();
    const asked = `${request.method()} ${new URL(request.url()).pathname}`;
    const step = PATHS.find(([pattern]) => pattern.test(asked))?.[1];
    if (step === 'POST orders') this.keys.push((request.postDataJSON() as { checkoutId: string }).checkoutId);
    if (step === 'POST pay') this.payments.push(asked.split('/').at(-1)!);
    const cut = step && this.cutAt(step);
    // Whatever was under way when the page was opened anew comes to nothing.
    await this.happens(route, cut).catch(() => undefined);
  }

  private async happens(route: Route, cut: Cut | undefined): Promise<void> {
    if (!cut) return route.continue();
    if (cut.fate === 'unheard') await route.fetch();
    if (cut.fate === 'offline') await this.goDark();
    if (cut.reload) this.mustReload = true;
    if (cut.fate === 'answered') return route.continue();
    return route.abort('connectionreset');
  }

  private cutAt(step: Step): Cut | undefined {
    if (this.cuts >= CUTS_MAX) return undefined;
    const chosen = this.cuts === 0 ? step === this.first.step : this.dice.next() < CHANCE;
    if (!chosen) return undefined;
    this.cuts += 1;
    this.seen.push(`cut at ${step}`);
    return this.cuts === 1 ? this.first : { fate: this.dice.pick(FATES), reload: this.dice.next() < 0.5 };
  }

  private async goDark(): Promise<void> {
    await this.context.setOffline(true);
    setTimeout(() => void this.context.setOffline(false).catch(() => undefined), DARK_MS);
  }

  private async reload(): Promise<void> {
    this.mustReload = false;
    // Who sees that it is paid is done; another visit need not begin with it.
    if ((await this.look()) === 'paid') return;
    this.reloads += 1;
    const before = await this.undecided();
    this.seen.push('reload');
    await this.open();
    if (!before) return;
    // It may have come to "pay" while the page went: then it waits for the buyer. Or to "paid", long enough to be read.
    for (;;) {
      if (await this.page.locator('dialog.sheet, .unfinished').first().isVisible()) break;
      if (this.pays && (await this.endRead())) return void (this.read = true);
      if (Date.now() > this.until) throw new Error('The page opened anew shows nothing of what was sent');
      await sleep(LOOK_MS);
    }
    this.survived += 1;
  }

  /** Opens the page as often as it takes for it to come, with its scripts: the network may go while they are fetched. */
  private async open(): Promise<void> {
    for (;;) {
      const came = await this.page.goto(this.address, { waitUntil: 'domcontentloaded' }).catch(() => undefined);
      if (came?.ok() && (await this.hasBegun())) return;
      if (this.page.isClosed()) throw new Error('The page was closed');
      this.seen.push('blank');
      await sleep(LOOK_MS);
    }
  }

  private hasBegun(): Promise<boolean> {
    const begun = this.page.locator('#app > *').first().waitFor({ state: 'attached', timeout: BLANK_MS });
    return begun.then(
      () => true,
      () => false,
    );
  }

  /** Whether the device keeps something that was sent and is not decided. */
  private async undecided(): Promise<boolean> {
    const checkouts = JSON.parse((await this.kept('tianjian.checkouts')) ?? '{}') as Record<string, { step: string }>;
    return Object.values(checkouts).some(({ step }) => step === 'PLACING' || step === 'PAYING');
  }

  /** Whether the end stood before the buyer's eyes for as long as a page takes for reading it. */
  private async endRead(): Promise<boolean> {
    return (await this.kept(READ)) !== undefined;
  }

  /** On the device; undefined also while the page cannot be asked. */
  private async kept(key: string): Promise<string | undefined> {
    const text = await this.page.evaluate<string | null>(`localStorage.getItem('${key}')`).catch(() => null);
    return text ?? undefined;
  }

  private look(): Promise<Shown> {
    return this.page.evaluate<Shown>(TOPMOST).catch(() => 'nothing');
  }

  /** A press that meets a button which has just gone is none. */
  private async press(shown: Shown): Promise<void> {
    await this.page
      .locator(SELECTORS.get(shown)!)
      .first()
      .click({ timeout: PRESS_MS })
      .catch(() => undefined);
  }
}
