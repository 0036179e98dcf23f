import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { Dice } from '../../faults/dice.js';
import { StripeAccount, type Mood } from './account.js';
import { serve } from './api.js';
import { decodeForm } from './form.js';
import { IdempotencyKeys, type Answer } from './idempotency.js';
import { Refusal } from './refusal.js';
import { Webhooks, type Post } from './webhooks.js';

/** How badly the line works, as chances of 0 to 1. */
export interface Line {
  /** It was done, and the answer never arrived. */
  answersLost: number;
  /** It broke down before anything was done; under a key, that is the answer for ever. */
  breakdowns: number;
}

const GOOD_LINE: Line = { answersLost: 0, breakdowns: 0 };

/**
 * A Stripe that can be broken: speaks its HTTP, keeps its rules, and does what tests tell it to, through this object or
 * through its control door (`POST /_control`, JSON `{"do": "pay", "id": "pi_…"}`).
 */
export class FakeStripe {
  readonly account = new StripeAccount((event) => this.tell(event));
  readonly webhooks: Webhooks;
  /** A shop that asks too much is seen here: "POST /v1/refunds". */
  readonly asked: string[] = [];
  private line = GOOD_LINE;
  private dice = new Dice(0);
  private readonly keys = new IdempotencyKeys(() => this.account.now());
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });

  constructor(
    private readonly secretKey: string,
    webhookSecret: string,
  ) {
    this.webhooks = new Webhooks(webhookSecret);
  }

  async open(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.webhooks.stop();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  breakLine(line: Partial<Line>, seed = 0): void {
    this.line = { ...GOOD_LINE, ...line };
    this.dice = new Dice(seed);
  }

  private tell(event: Stripe.Event): void {
    const object = event.data.object as { payment_intent?: string; id: string };
    const intent = this.account.intents.get(object.payment_intent ?? object.id);
    this.webhooks.send(event, intent?.metadata['company_id'] ?? '');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', 'http://stripe');
    const [verb, body] = [request.method ?? 'GET', await bodyOf(request)];
    this.asked.push(`${verb} ${pathname}`);
    if (pathname === '/_control') return reply(response, this.control(JSON.parse(body) as Order));

    const [lost, broken] = [this.dice.next(), this.dice.next()];
    const answer = await this.once(request, verb, pathname, body || search.slice(1), broken < this.line.breakdowns);
    if (lost < this.line.answersLost) return void request.socket.destroy();
    reply(response, answer);
  }

  private async once(request: IncomingMessage, verb: string, path: string, form: string, breaks: boolean) {
    const key = request.headers['idempotency-key'];
    const work = async (): Promise<Answer> =>
      breaks
        ? { status: 500, body: new Refusal(500, '', 'Something went wrong', 'api_error').body }
        : this.do(verb, path, form);
    try {
      if (request.headers.authorization !== `Bearer ${this.secretKey}`)
        throw new Refusal(401, '', 'Invalid API Key provided');
      if (verb !== 'POST' || typeof key !== 'string') return await work();
      return await this.keys.once(key, `${path}\n${form}`, work);
    } catch (error) {
      return refused(error);
    }
  }

  private do(verb: string, path: string, form: string): Answer {
    try {
      return { status: 200, body: serve(this.account, verb, path, decodeForm(form)) };
    } catch (error) {
      return refused(error);
    }
  }

  private control({ do: what, id = '', ...rest }: Order): Answer {
    const { account } = this;
    const orders: Record<string, () => unknown> = {
      pay: () => account.pay(id, rest),
      payTwice: () => account.payTwice(id),
      process: () => account.process(id),
      fail: () => account.fail(id),
      finishRefund: () => account.finishRefund(id, rest.outcome === 'failed' ? 'failed' : 'succeeded'),
      openDispute: () => account.openDispute(id),
      closeDispute: () => account.closeDispute(id, rest.outcome === 'lost' ? 'lost' : 'won'),
      letPass: () => account.letPass(rest.seconds ?? 0),
      mood: () => Object.assign(account.mood, rest.mood),
      breakLine: () => this.breakLine(rest.line ?? {}, rest.seed),
      tell: () => void (this.webhooks.url = rest.url ?? ''),
      route: () => this.webhooks.route(id, rest.post ?? { dropped: 0, repeated: 0, delayMaxMs: 0 }, rest.seed ?? 0),
    };
    try {
      const work = orders[what];
      if (!work) throw new Refusal(400, '', `do: one of ${Object.keys(orders).join(', ')}`);
      return { status: 200, body: work() ?? {} };
    } catch (error) {
      return refused(error);
    }
  }
}

/** What the control door takes. */
interface Order {
  do: string;
  /** Of the intent, refund or dispute; for `route` of the company. */
  id?: string;
  /** For `tell`: where webhooks go from now on. */
  url?: string;
  method?: 'card' | 'alipay' | 'wechat_pay';
  forced?: boolean;
  amount?: number;
  currency?: string;
  outcome?: 'succeeded' | 'failed' | 'won' | 'lost';
  seconds?: number;
  mood?: Partial<Mood>;
  line?: Partial<Line>;
  post?: Post;
  seed?: number;
}

function refused(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error;
  return { status: error.status, body: error.body };
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_fake' })
    .end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
