import { afterAll, beforeAll } from '@jest/globals';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { CompanyFoundedSchema } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Order_Status, Orders, Payments, type Order } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { CompanyId, IncubatorId } from '#kernel/id.js';
import { asService, eventually, runningService, type RunningServiceUnderTest } from '#testing/running-service.js';
import { AttributionModule } from '../../apps/attribution/src/attribution.module.js';
import { settings as ofAttribution } from '../../apps/attribution/src/config.js';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.js';
import { Farm } from '../../apps/catalog/src/given.js';
import { ReadBalance } from '../../apps/orders/src/balance/read-balance.js';
import { settings as ofOrders, type OrdersSettings } from '../../apps/orders/src/config.js';
import { OrdersModule } from '../../apps/orders/src/orders.module.js';
import type { ProcessEvents } from '../../apps/orders/src/payments/process-events.js';
import { StripeProvider } from '../../apps/orders/src/payments/stripe.js';
import { SweepEvents } from '../../apps/orders/src/payments/sweep-events.js';
import { Steps } from '../../apps/orders/src/steps.js';
import { FakeStripe } from '../fakes/stripe/fake-stripe.js';
import { checkoutOf, signedIn, type Goods } from './till.js';

// Made of words, so that nobody takes it for a key.
const KEY = ['sk', 'test', 'shop'].join('_');
const WEBHOOK_SECRET = 'signed with this';

/** Orders, catalog and attribution on one broker, paid through a Stripe of their own; the gateway is played. */
export function openStripeShop(): StripeShop {
  const env: NodeJS.ProcessEnv = {
    PAYMENT_PROVIDER: 'stripe',
    STRIPE_SECRET_KEY: KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    REDIS_URL: '',
  };
  const shop = new StripeShop(env);
  beforeAll(() => shop.open());
  shop.catalog = runningService('catalog', CatalogModule);
  shop.orders = runningService('orders', OrdersModule, { settings: ofOrders, env, beside: shop.catalog });
  shop.attribution = runningService('attribution', AttributionModule, {
    settings: ofAttribution,
    beside: shop.catalog,
  });
  afterAll(() => shop.close());
  return shop;
}

export class StripeShop {
  catalog!: RunningServiceUnderTest;
  orders!: RunningServiceUnderTest;
  attribution!: RunningServiceUnderTest;
  readonly stripe = new FakeStripe(KEY, WEBHOOK_SECRET);
  private gateway!: Server;

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  async open(): Promise<void> {
    this.gateway = createServer((request, response) => {
      bodyOf(request)
        .then((body) => this.tellOrders(body, String(request.headers['stripe-signature'])))
        .then(
          () => response.writeHead(200).end('{}'),
          () => response.writeHead(503).end('{}'),
        );
    });
    await new Promise<void>((resolve) => this.gateway.listen(0, '127.0.0.1', resolve));
    await this.stripe.open();
    this.stripe.webhooks.url = `http://127.0.0.1:${(this.gateway.address() as AddressInfo).port}/`;
    this.env['STRIPE_API_URL'] = this.stripe.url;
  }

  async close(): Promise<void> {
    await this.stripe.close();
    this.gateway.closeAllConnections();
    this.gateway.close();
  }

  tellOrders(body: Uint8Array, signature: string) {
    const webhook = { provider: 'stripe', body, signature };
    return this.orders.call(Payments.method.takeWebhook, webhook, asService('gateway'));
  }

  get farm(): Farm {
    return new Farm(this.catalog);
  }

  /** Goods of a company that may sell, by its default rule. */
  async stocked(pieces: number[], companyId = CompanyId.new()): Promise<Goods> {
    const founded = { companyId, incubatorId: IncubatorId.new(), version: 1 };
    await this.attribution.deliver(CompanyFoundedSchema, founded);
    const goods = await this.farm.stocked(pieces, { companyId });
    await eventually(async () => (await this.rulesOf(companyId)).length > 0, { within: 60_000 });
    return goods;
  }

  /** A buyer's order of one kind of goods, placed. */
  async placed(goods: Goods, quantity = 1, token = signedIn()) {
    const { order, payment } = await this.orders.call(Orders.method.place, checkoutOf([goods, quantity]), token);
    return { order: order!, payment: payment!, token };
  }

  /** Placed, paid and known to be. */
  async paid(goods: Goods, quantity = 1) {
    const placed = await this.placed(goods, quantity);
    const intent = this.intentOf(placed.payment.paymentId)!;
    this.stripe.account.pay(intent.id);
    await this.until(placed.order.orderId, placed.token, Order_Status.PAID);
    return { ...placed, intent };
  }

  intentOf(paymentId: string): Stripe.PaymentIntent | undefined {
    return this.stripe.account.intentsOf(paymentId)[0];
  }

  async order(orderId: string, token: string): Promise<Order> {
    const { order } = await this.orders.call(Orders.method.get, { orderId }, token);
    return order!;
  }

  until(orderId: string, token: string, status: Order_Status): Promise<Order> {
    return eventually(async () => {
      const order = await this.order(orderId, token);
      return order.status === status ? order : undefined;
    });
  }

  /** Its deadline was a moment ago. */
  async timeIsOver(orderId: string): Promise<void> {
    await this.orders.sql('UPDATE orders SET due_at = now(), expires_at = now() WHERE order_id = $1', [orderId]);
  }

  /** What runs once a minute, now: events that no webhook told of, and our account. */
  async sweep(): Promise<void> {
    const { core, storage } = this.orders.instances[0]!;
    const provider = new StripeProvider(core.settings as OrdersSettings);
    // The running service looks into them by itself.
    const elsewhere = { soon: () => {} } as ProcessEvents;
    await new SweepEvents(storage.db, provider, elsewhere, new Steps(), core.observer).sweep();
    await new ReadBalance(storage.db, provider, new Steps(), core.observer).sweep();
  }

  /** What is compared hours later, now. */
  async compare(): Promise<void> {
    const { core, storage } = this.orders.instances[0]!;
    const provider = new StripeProvider(core.settings as OrdersSettings);
    await this.orders.sql(
      `UPDATE provider_entry SET happened_at = happened_at - interval '2 hours', compare_at = now()`,
    );
    await this.orders.sql(`UPDATE payment SET succeeded_at = succeeded_at - interval '3 hours'`);
    const balance = new ReadBalance(storage.db, provider, new Steps(), core.observer);
    await balance.compare();
    await balance.lookForMissing();
  }

  /** Deadlines of what is in the middle come now instead of in some seconds. */
  async hurry(): Promise<void> {
    for (const table of ['payment', 'refund', 'provider_event', 'dispute']) {
      await this.orders.sql(`UPDATE ${table} SET due_at = now() WHERE due_at IS NOT NULL`);
    }
    await this.orders.sql(`UPDATE orders SET due_at = now() WHERE due_at IS NOT NULL AND status <> 'AWAITING_PAYMENT'`);
  }

  /** By order, what the books say that Stripe should keep. */
  async booked(): Promise<Map<string, number>> {
    const rows = await this.attribution.sql<{ order_id: string; fen: bigint }>(
      `SELECT order_id, -sum(leg.amount)::bigint AS fen
       FROM journal, unnest(accounts, amounts) AS leg (account, amount)
       WHERE order_id IS NOT NULL AND leg.account = 'clearing:psp' GROUP BY order_id`,
    );
    return new Map(rows.map(({ order_id, fen }) => [order_id, Number(fen)]));
  }

  /** By account, what an order's journals add up to; accounts that are even are left out. */
  async accountsOf(orderId: string): Promise<Record<string, number>> {
    const rows = await this.attribution.sql<{ account: string; fen: bigint }>(
      `SELECT leg.account, sum(leg.amount)::bigint AS fen
       FROM journal, unnest(accounts, amounts) AS leg (account, amount)
       WHERE order_id = $1 GROUP BY 1 HAVING sum(leg.amount) <> 0`,
      [orderId],
    );
    return Object.fromEntries(rows.map(({ account, fen }) => [account, Number(fen)]));
  }

  /** Kinds of an order's journals, as they came. */
  async journalsOf(orderId: string): Promise<string[]> {
    const rows = await this.attribution.sql<{ kind: string }>(
      'SELECT kind FROM journal WHERE order_id = $1 ORDER BY recorded_at, xid, kind',
      [orderId],
    );
    return rows.map(({ kind }) => kind);
  }

  /** Open warnings of a company: their codes. */
  async warningsOf(companyId: string): Promise<string[]> {
    const rows = await this.attribution.sql<{ code: string }>(
      'SELECT code FROM warning WHERE company_id = $1 AND closed_at IS NULL ORDER BY code',
      [companyId],
    );
    return rows.map(({ code }) => code);
  }

  private rulesOf(companyId: string) {
    return this.orders.sql('SELECT FROM split_rule_copy WHERE company_id = $1', [companyId]);
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
