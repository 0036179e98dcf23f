import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Book } from './book.js';
import type { Mood } from './calls.js';
import type { ProviderEvent } from './payment.js';

const BATCH_MAX = 200;
// What happens together is told together, and a little later than its own answer: as real providers do.
const LINGER_MS = 200;
const PATIENCE_MS = 5_000;
const FIRST_PAUSE_MS = 250;
const PAUSE_MAX_MS = 10_000;

/** Tells the shop what happened, in order, again and again until it has said 200. */
export class Webhooks {
  private wake = () => {};
  private pause = FIRST_PAUSE_MS;
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly book: Book,
    private readonly mood: Mood,
    private readonly shop: { url: string; secret: string },
    private readonly log: (words: string) => void,
  ) {}

  start(): void {
    this.loop = this.run();
  }

  nudge(): void {
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      if (this.mood.webhooksPaused || this.book.nextWebhooks(1).length === 0) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      await this.rest(LINGER_MS);
      const batch = this.book.nextWebhooks(BATCH_MAX);
      const last = batch.at(-1);
      if (this.stopping.signal.aborted || !last) continue;
      if (await this.send(batch.map(({ n: _, ...event }) => event))) {
        this.book.delivered(last.n);
        this.pause = FIRST_PAUSE_MS;
      } else {
        await this.rest(this.pause);
        this.pause = Math.min(this.pause * 2, PAUSE_MAX_MS);
      }
    }
  }

  private async send(events: ProviderEvent[]): Promise<boolean> {
    const body = JSON.stringify({ events });
    const at = Math.floor(Date.now() / 1_000);
    const signature = createHmac('sha256', this.shop.secret).update(`${at}.${body}`).digest('hex');
    try {
      const answer = await fetch(this.shop.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sandbox-signature': `t=${at},v1=${signature}` },
        body,
        signal: AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), this.stopping.signal]),
      });
      await answer.arrayBuffer();
      if (answer.status !== 200) this.log(`${this.shop.url} answered ${answer.status}`);
      return answer.status === 200;
    } catch (error) {
      this.log(`${this.shop.url}: ${String(error)}`);
      return false;
    }
  }

  private rest(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => {}); // Woken to stop.
  }
}
