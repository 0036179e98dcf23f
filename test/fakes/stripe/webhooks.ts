import { createHmac } from 'node:crypto';
import type Stripe from 'stripe';
import { Dice } from '../../faults/dice.js';

/** How badly the post works: chances of 0 to 1, and how long a letter may lie about. */
export interface Post {
  dropped: number;
  repeated: number;
  delayMaxMs: number;
}

export const GOOD_POST: Post = { dropped: 0, repeated: 0, delayMaxMs: 0 };

const REPEATS_MAX = 3;
// A letter that was not taken is sent again, for a while.
const TRIES_MAX = 6;
const FIRST_PAUSE_MS = 200;

interface Route {
  post: Post;
  dice: Dice;
}

/** Tells the shop what happened: each company's events by a schedule of its own, the same for the same seed. */
export class Webhooks {
  private readonly routes = new Map<string, Route>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopped = false;
  url = '';

  constructor(private readonly secret: string) {}

  /** From now on a company's events travel like this. */
  route(companyId: string, post: Post, seed: number): void {
    this.routes.set(companyId, { post, dice: new Dice(seed) });
  }

  send(event: Stripe.Event, companyId: string): void {
    const { post, dice } = this.routes.get(companyId) ?? { post: GOOD_POST, dice: new Dice(0) };
    // Thrown whether or not they are used, so that one event's fate never moves the next one's.
    const [lost, again, copies, ...delays] = [
      dice.next(),
      dice.next(),
      dice.whole(2, REPEATS_MAX),
      dice.next(),
      dice.next(),
      dice.next(),
    ];
    if (lost < post.dropped) return;
    const count = again < post.repeated ? copies : 1;
    // Delays of their own put them into another order.
    for (const delay of delays.slice(0, count)) this.later(delay * post.delayMaxMs, () => this.deliver(event));
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  private async deliver(event: Stripe.Event, tries = 1): Promise<void> {
    if (this.url === '' || this.stopped) return;
    if ((await this.taken(event)) || tries === TRIES_MAX) return;
    this.later(FIRST_PAUSE_MS * 2 ** (tries - 1), () => this.deliver(event, tries + 1));
  }

  private async taken(event: Stripe.Event): Promise<boolean> {
    const body = JSON.stringify(event);
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, this.secret) },
        body,
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  private later(ms: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void work();
    }, ms);
    this.timers.add(timer);
  }
}

/** Reckoned here and not by the SDK, which checks it on the other side. */
export function signatureOf(body: string, secret: string, at = Math.floor(Date.now() / 1_000)): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}
