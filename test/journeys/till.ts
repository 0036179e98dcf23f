import { afterAll, beforeAll } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { SplitRuleApprovedSchema } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import {
  Orders,
  Payments,
  PlayWalletRequest_Outcome as Outcome,
  type Order_Status,
  type PlaceOrderSchema,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { CheckoutId, CompanyId, PersonId, RuleId } from '#kernel/id.js';
import type { CallingPerson } from '#messaging/caller.js';
import { asPerson, asService, eventually, runningService } from '#testing/running-service.js';
import type { RunningServiceUnderTest } from '#testing/running-service.js';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.js';
import { Farm } from '../../apps/catalog/src/given.js';
import { settings } from '../../apps/orders/src/config.js';
import { OrdersModule } from '../../apps/orders/src/orders.module.js';
import { openSandbox } from '../../apps/sandbox/src/sandbox.js';

/** Orders and catalog on one broker, and a sandbox provider of their own; the gateway is played by the test. */
export function openTill(): Till {
  const env: NodeJS.ProcessEnv = { SANDBOX_SECRET: randomBytes(16).toString('hex'), REDIS_URL: '' };
  const till = new Till(env);
  beforeAll(() => till.open());
  till.catalog = runningService('catalog', CatalogModule);
  till.orders = runningService('orders', OrdersModule, { settings, env, beside: till.catalog });
  afterAll(() => till.close());
  return till;
}

export const signedIn = (person: Partial<CallingPerson> = {}) =>
  asPerson({ personId: PersonId.new(), memberships: [], mandates: [], ...person });

export type Goods = Awaited<ReturnType<Farm['stocked']>>;
type PlaceRequest = Exclude<MessageInitShape<typeof PlaceOrderSchema>, { $typeName: string }>;

export const ADDRESS = { name: '张小梅', phone: '13912345678', regionCode: '620102', detail: '安宁区学府路 1 号' };

export class Till {
  catalog!: RunningServiceUnderTest;
  orders!: RunningServiceUnderTest;
  private folder = '';
  private webhooks!: Server;
  private provider: Awaited<ReturnType<typeof openSandbox>> | undefined;
  private port = 0;

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  get farm(): Farm {
    return new Farm(this.catalog);
  }

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'tianjian-till-'));
    this.webhooks = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.tellOrders(Buffer.concat(chunks), String(request.headers['sandbox-signature'])).then(
          () => response.writeHead(200).end('{}'),
          () => response.writeHead(503).end('{}'),
        );
      });
    });
    await new Promise<void>((resolve) => this.webhooks.listen(0, '127.0.0.1', resolve));
    await this.openProvider();
    this.env['SANDBOX_URL'] = `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    await this.closeProvider();
    this.webhooks.closeAllConnections();
    this.webhooks.close();
    await rm(this.folder, { recursive: true });
  }

  async openProvider(): Promise<void> {
    this.provider = await openSandbox({
      host: '127.0.0.1',
      port: this.port,
      file: join(this.folder, 'sandbox.jsonl'),
      secret: this.secret,
      webhookUrl: `http://127.0.0.1:${(this.webhooks.address() as AddressInfo).port}/`,
      log: () => {},
      broken: (error) => {
        throw error;
      },
    });
    this.port = this.provider.port;
  }

  /** The provider is away until it is opened again, with the same file. */
  async closeProvider(): Promise<void> {
    await this.provider?.close();
    this.provider = undefined;
  }

  get secret(): string {
    return this.env['SANDBOX_SECRET'] ?? '';
  }

  tellOrders(body: Uint8Array, signature: string) {
    return this.orders.call(
      Payments.method.takeWebhook,
      { provider: 'sandbox', body, signature },
      asService('gateway'),
    );
  }

  /** One of the provider's hooks for tests. */
  async ask(call: Record<string, unknown>): Promise<Record<string, never>> {
    const response = await fetch(`http://127.0.0.1:${this.port}/v1/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.secret}` },
      body: JSON.stringify({ calls: [call] }),
    });
    const { answers } = (await response.json()) as { answers: Record<string, never>[] };
    return answers[0]!;
  }

  /** Fen by order, from the provider's own file: what came less what went back, where anything came. */
  async kept(): Promise<Map<string, number>> {
    const orderOf = new Map<string, string>();
    const refunds = new Map<string, { paymentId: string; amountFen: number }>();
    const kept = new Map<string, number>();
    const succeeded = new Set<string>();
    const add = (paymentRef: string, fen: number) => {
      const orderId = orderOf.get(paymentRef) ?? '';
      kept.set(orderId, (kept.get(orderId) ?? 0) + fen);
    };
    const text = await readFile(join(this.folder, 'sandbox.jsonl'), 'utf8');
    for (const line of text.split('\n').filter(Boolean)) {
      const entry = JSON.parse(line);
      if (entry.type === 'payment.created') orderOf.set(entry.payment.id, entry.payment.metadata.order_id);
      if (entry.type === 'payment.succeeded') add(entry.id, entry.receivedFen);
      if (entry.type === 'refund.created') refunds.set(entry.refund.id, entry.refund);
      if (entry.type === 'refund.succeeded') {
        const refund = refunds.get(entry.id)!;
        add(refund.paymentId, -refund.amountFen);
        succeeded.add(entry.id);
      }
      // It was with the buyer, and came back.
      if (entry.type === 'refund.failed' && succeeded.delete(entry.id)) {
        const refund = refunds.get(entry.id)!;
        add(refund.paymentId, refund.amountFen);
      }
    }
    return kept;
  }

  /** Goods of a company that may sell: a split rule is in force. */
  async stocked(pieces: number[], terms: Parameters<Farm['stocked']>[1] = {}): Promise<Goods & { ruleId: RuleId }> {
    const companyId = terms.companyId ?? CompanyId.new();
    const ruleId = await this.approve(companyId);
    return { ...(await this.farm.stocked(pieces, { ...terms, companyId })), ruleId };
  }

  async approve(companyId: CompanyId, startsAt = new Date(Date.now() - 60_000)): Promise<RuleId> {
    const ruleId = RuleId.new();
    await this.orders.deliver(SplitRuleApprovedSchema, { ruleId, companyId, startsAt: timestampFromDate(startsAt) });
    await eventually(() => this.orders.sql('SELECT 1 FROM split_rule_copy WHERE rule_id = $1', [ruleId]).then(any));
    return ruleId;
  }

  place(request: PlaceRequest, token: string) {
    return this.orders.call(Orders.method.place, request, token);
  }

  /** A buyer's order of one kind of goods, placed. */
  async placed(goods: Goods, quantity = 1) {
    const token = signedIn();
    const { order, payment } = await this.place(checkoutOf([goods, quantity]), token);
    return { order: order!, payment: payment!, token };
  }

  pay(paymentId: string, token: string, outcome = Outcome.SUCCEEDED) {
    return this.orders.call(Payments.method.playWallet, { paymentId, outcome }, token);
  }

  async order(orderId: string, token: string) {
    const { order } = await this.orders.call(Orders.method.get, { orderId }, token);
    return order!;
  }

  until(orderId: string, token: string, status: Order_Status) {
    return eventually(async () => {
      const order = await this.order(orderId, token);
      return order.status === status ? order : undefined;
    });
  }

  /** Its deadline was a moment ago. */
  async timeIsOver(orderId: string): Promise<void> {
    await this.orders.sql('UPDATE orders SET due_at = now(), expires_at = now() WHERE order_id = $1', [orderId]);
  }
}

export const checkoutOf = (...lines: [Goods, number][]) => ({
  checkoutId: CheckoutId.new(),
  lines: lines.map(([{ skuId }, quantity]) => ({ skuId, quantity })),
  shippingAddress: ADDRESS,
});

const any = (rows: unknown[]) => rows.length > 0;
