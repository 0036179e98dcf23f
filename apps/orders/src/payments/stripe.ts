import { Inject, Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { Fen } from '#kernel/fen.js';
import type { PaymentId, RefundId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { SETTINGS } from '#service/settings.js';
import { assertProviderConfigured, type OrdersSettings } from '../config.js';
import {
  PaymentProvider,
  type BalanceEntry,
  type CreatedPayment,
  type NewPayment,
  type NewRefund,
  type ProviderEvent,
  type SeenDispute,
  type SeenRefund,
} from './provider.js';
import { CURRENCY, type SeenPayment } from './settlement.js';
import { entryOf, eventOf, paymentOf, refundOf, disputeOf } from './stripe-objects.js';

// A buyer waits behind the first call; what was not answered is asked again by the sweepers, under the same key.
const PATIENCE_MS = 5_000;
const NETWORK_RETRIES = 1;
const PAGE = 100;
const WEBHOOK_AGE_MAX_S = 300;
const METHODS = ['card', 'alipay', 'wechat_pay'];
const PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** Cards, Alipay and WeChat Pay through Stripe, in yuan. What it cannot do for us stands in docs/payments.md. */
@Injectable()
export class StripeProvider extends PaymentProvider {
  readonly name = 'stripe';
  readonly livemode: boolean;
  override readonly keepsBalance = true;
  private readonly stripe: Stripe;

  constructor(@Inject(SETTINGS) private readonly settings: OrdersSettings) {
    super();
    assertProviderConfigured(settings);
    const { protocol, hostname, port } = new URL(settings.stripeApiUrl);
    this.livemode = /^[rs]k_live_/.test(settings.stripeSecretKey);
    this.stripe = new Stripe(settings.stripeSecretKey, {
      host: hostname,
      port: port === '' ? (PORTS[protocol] ?? '443') : port,
      protocol: protocol === 'http:' ? 'http' : 'https',
      timeout: PATIENCE_MS,
      maxNetworkRetries: NETWORK_RETRIES,
      telemetry: false,
    });
  }

  async create({ idempotencyKey, amountFen, paymentId, orderId, companyId }: NewPayment): Promise<CreatedPayment> {
    const wanted = {
      amount: Number(amountFen),
      currency: CURRENCY.toLowerCase(),
      payment_method_types: METHODS,
      payment_method_options: { wechat_pay: { client: 'web' as const } },
      metadata: { payment_id: paymentId, order_id: orderId, company_id: companyId },
    };
    try {
      const intent = await asked(() => this.stripe.paymentIntents.create(wanted, { idempotencyKey }));
      return { ...paymentOf(intent), clientSecret: intent.client_secret ?? '' };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Too small an amount, say: no asking again will change it, and nothing of it stands at Stripe.
      return { ...neverMade(paymentId, orderId, this.livemode), clientSecret: '' };
    }
  }

  async fetch(ref: string): Promise<SeenPayment | undefined> {
    const intent = await known(() => this.stripe.paymentIntents.retrieve(ref));
    return intent && paymentOf(intent);
  }

  /** By search, which knows everything older than a minute: keys are remembered for far longer. */
  async find(paymentId: PaymentId): Promise<CreatedPayment[]> {
    const query = `metadata['payment_id']:'${paymentId}'`;
    const { data } = await asked(() => this.stripe.paymentIntents.search({ query, limit: PAGE }));
    const earliestFirst = data.toSorted((one, other) => one.created - other.created);
    return earliestFirst.map((intent) => ({ ...paymentOf(intent), clientSecret: intent.client_secret ?? '' }));
  }

  async cancel(ref: string): Promise<SeenPayment> {
    try {
      return paymentOf(await asked(() => this.stripe.paymentIntents.cancel(ref)));
    } catch (error) {
      // It has succeeded, is being paid right now or was cancelled before: what is true is asked.
      if (codeOf(error) !== 'payment_intent_unexpected_state') throw error;
      return paymentOf(await asked(() => this.stripe.paymentIntents.retrieve(ref)));
    }
  }

  async refund({ idempotencyKey, paymentRef, amountFen, refundId }: NewRefund): Promise<SeenRefund> {
    const wanted = { payment_intent: paymentRef, amount: Number(amountFen), metadata: { refund_id: refundId } };
    try {
      return refundOf(await asked(() => this.stripe.refunds.create(wanted, { idempotencyKey })));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // It was given back or is in dispute already: nothing was made, and nothing will be.
      return { ref: null, status: 'FAILED' };
    }
  }

  async fetchRefund(ref: string): Promise<SeenRefund | undefined> {
    const refund = await known(() => this.stripe.refunds.retrieve(ref));
    return refund && refundOf(refund);
  }

  async findRefund(paymentRef: string, refundId: RefundId): Promise<SeenRefund | undefined> {
    const pages = paged((page) => this.stripe.refunds.list({ payment_intent: paymentRef, ...page }));
    for await (const refunds of pages) {
      const found = refunds.find(({ metadata }) => metadata?.['refund_id'] === refundId);
      if (found) return refundOf(found);
    }
    return undefined;
  }

  /** By charge: an intent of long ago may have been paid just now. */
  async *listSettled(since: Date): AsyncIterable<SeenPayment[]> {
    const created = { gte: secondsOf(since) };
    const expand = ['data.payment_intent'];
    for await (const charges of paged((page) => this.stripe.charges.list({ created, expand, ...page }))) {
      yield charges.flatMap(({ payment_intent: intent, status }) =>
        status === 'succeeded' && intent && typeof intent !== 'string' ? [paymentOf(intent)] : [],
      );
    }
  }

  override async *listEvents(since: Date): AsyncIterable<ProviderEvent[]> {
    const created = { gte: secondsOf(since) };
    for await (const events of paged((page) => this.stripe.events.list({ created, ...page })))
      yield events.map(eventOf);
  }

  override async *listEntries(since: Date): AsyncIterable<BalanceEntry[]> {
    const created = { gte: secondsOf(since) };
    const expand = ['data.source'];
    for await (const entries of paged((page) => this.stripe.balanceTransactions.list({ created, expand, ...page }))) {
      yield entries.map(entryOf);
    }
  }

  override async fetchDispute(ref: string): Promise<SeenDispute | undefined> {
    const dispute = await known(() => this.stripe.disputes.retrieve(ref));
    return dispute && disputeOf(dispute);
  }

  parseWebhook(body: Uint8Array, signature: string, now: Date): ProviderEvent[] {
    const { stripeWebhookSecret } = this.settings;
    try {
      const told = Buffer.from(body);
      const event = this.stripe.webhooks.constructEvent(
        told,
        signature,
        stripeWebhookSecret,
        WEBHOOK_AGE_MAX_S,
        undefined,
        now.getTime(),
      );
      return [eventOf(event)];
    } catch {
      throw new Problem('webhook.refused');
    }
  }
}

interface Listed<T> {
  data: T[];
  has_more: boolean;
}

/** Newest first, as Stripe tells it; page after page, so that no list must fit into memory. */
async function* paged<T extends { id: string }>(
  list: (page: { limit: number; starting_after?: string }) => Promise<Listed<T>>,
): AsyncIterable<T[]> {
  let after: string | undefined;
  // Ends: each page begins after the last one's end, and the last says so.
  for (;;) {
    const { data, has_more: more } = await asked(() =>
      list({ limit: PAGE, ...(after === undefined ? {} : { starting_after: after }) }),
    );
    yield data;
    after = data.at(-1)?.id;
    if (!more || after === undefined) return;
  }
}

/** What is worth asking again becomes `unavailable`; everything else is thrown as it is. */
async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isSilence(error)) throw new Problem('unavailable');
    throw error;
  }
}

/** Undefined: Stripe knows no such object, or it belongs to the other mode. */
async function known<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await asked(call);
  } catch (error) {
    if (codeOf(error) === 'resource_missing') return undefined;
    throw error;
  }
}

// Somebody else asks with the same key, or locks the same object, right now.
const BUSY = ['idempotency_key_in_use', 'lock_timeout', 'rate_limit'];

function isSilence(error: unknown): boolean {
  if (error instanceof Stripe.errors.StripeConnectionError || error instanceof Stripe.errors.StripeAPIError)
    return true;
  return error instanceof Stripe.errors.StripeRateLimitError || BUSY.includes(codeOf(error));
}

const isRefusal = (error: unknown) => error instanceof Stripe.errors.StripeInvalidRequestError;
const codeOf = (error: unknown) => (error instanceof Stripe.errors.StripeError ? (error.code ?? '') : '');
const secondsOf = (at: Date) => Math.floor(at.getTime() / 1_000);

/** A name of its own, for a payment that Stripe would not make has none. */
const neverMade = (paymentId: PaymentId, orderId: string, livemode: boolean): SeenPayment => ({
  provider: 'stripe',
  ref: `refused_${paymentId}`,
  status: 'FAILED',
  receivedFen: Fen.zero,
  currency: CURRENCY,
  livemode,
  orderId,
  paymentId,
});
