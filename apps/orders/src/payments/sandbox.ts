import { Agent, request } from 'node:http';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Group } from '#database/group.js';
import { Fen } from '#kernel/fen.js';
import type { PaymentId, PersonId, RefundId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { SETTINGS } from '#service/settings.js';
import { assertProviderAllowed, assertProviderConfigured, type OrdersSettings } from '../config.js';
import {
  PaymentProvider,
  type CreatedPayment,
  type NewPayment,
  type NewRefund,
  type ProviderEvent,
  type SeenRefund,
} from './provider.js';
import { CURRENCY, type SeenPayment } from './settlement.js';
import { assertSigned } from './signature.js';

const PATIENCE_MS = 2_000;
const TOGETHER_MAX = 64;
const PAGE = 500;

interface SandboxPayment {
  id: string;
  status: SeenPayment['status'];
  amountFen: number;
  receivedFen: number;
  currency: string;
  livemode: boolean;
  metadata: Record<string, string>;
  clientSecret: string;
}

interface SandboxRefund {
  id: string;
  status: SeenRefund['status'];
  metadata: Record<string, string>;
}

interface Answer {
  payment?: SandboxPayment;
  payments?: SandboxPayment[];
  refund?: SandboxRefund;
  refunds?: SandboxRefund[];
  error?: { code: string; message: string };
}

type Call = { do: string } & Record<string, unknown>;

/** Play money, from a process of its own. Calls that wait at the same time travel in one request. */
@Injectable()
export class SandboxProvider extends PaymentProvider implements OnApplicationShutdown {
  readonly name = 'sandbox';
  readonly livemode = false;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });
  private readonly calls = new Group<Call, Answer>('sandbox', (calls) => this.send(calls), { batch: TOGETHER_MAX });

  constructor(@Inject(SETTINGS) private readonly settings: OrdersSettings) {
    super();
    assertProviderConfigured(settings);
    assertProviderAllowed(settings);
  }

  async create({ idempotencyKey, amountFen, buyerId, paymentId, orderId, companyId }: NewPayment) {
    const metadata = { payment_id: paymentId, order_id: orderId, company_id: companyId };
    const amount = Number(amountFen);
    const call = {
      do: 'create',
      key: idempotencyKey,
      amountFen: amount,
      currency: CURRENCY,
      customer: buyerId,
      metadata,
    };
    return toCreated(paymentIn(await this.ask(call)));
  }

  async fetch(ref: string) {
    const { payment } = await this.calls.ask({ do: 'fetch', id: ref });
    return payment && toSeen(payment);
  }

  async find(paymentId: PaymentId) {
    const { payments = [] } = await this.ask({ do: 'find', paymentId });
    return payments.map(toCreated);
  }

  async cancel(ref: string) {
    return toSeen(paymentIn(await this.ask({ do: 'cancel', id: ref })));
  }

  async refund({ idempotencyKey, paymentRef, amountFen, refundId }: NewRefund) {
    const metadata = { refund_id: refundId };
    const call = { do: 'refund', key: idempotencyKey, id: paymentRef, amountFen: Number(amountFen), metadata };
    const { refund } = await this.ask(call);
    if (!refund) throw new Error('The sandbox answered a refund without one');
    return toSeenRefund(refund);
  }

  async fetchRefund(ref: string) {
    const { refund } = await this.calls.ask({ do: 'fetchRefund', id: ref });
    return refund && toSeenRefund(refund);
  }

  async findRefund(paymentRef: string, refundId: RefundId) {
    const { refunds = [] } = await this.ask({ do: 'findRefunds', id: paymentRef });
    const refund = refunds.find(({ metadata }) => metadata['refund_id'] === refundId);
    return refund && toSeenRefund(refund);
  }

  async *listSettled(since: Date) {
    // Ends: a page that is not full is the last one.
    for (let skip = 0; ; skip += PAGE) {
      const { payments = [] } = await this.ask({ do: 'listSettled', since: since.toISOString(), skip });
      yield payments.map(toSeen);
      if (payments.length < PAGE) return;
    }
  }

  parseWebhook(body: Uint8Array, signature: string, now: Date): ProviderEvent[] {
    assertSigned(body, signature, this.settings.sandboxSecret, now);
    const { events } = JSON.parse(Buffer.from(body).toString()) as {
      events: { id: string; type: string; objectId: string }[];
    };
    return events.map(({ id, type, objectId }) => ({ eventId: id, type, ref: objectId, ...meaningOf(type) }));
  }

  /**
   * Plays the buyer's wallet: only the customer it was made for can pay it. Undefined: the provider knows no such
   * payment of this customer.
   */
  async playWallet(paymentId: PaymentId, buyerId: PersonId, outcome: 'SUCCEEDED' | 'FAILED') {
    const { payment } = await this.calls.ask({ do: 'confirm', paymentId, customer: buyerId, outcome });
    return payment && toSeen(payment);
  }

  private async ask(call: Call): Promise<Answer> {
    const answer = await this.calls.ask(call);
    if (answer.error) throw new Error(`The sandbox refused ${call.do}: ${answer.error.code}, ${answer.error.message}`);
    return answer;
  }

  private async send(calls: Call[]): Promise<Answer[]> {
    const { answers } = JSON.parse(await this.post(JSON.stringify({ calls }))) as { answers: Answer[] };
    return answers;
  }

  private post(body: string, again = false): Promise<string> {
    return new Promise((resolve, reject) => {
      // A connection kept alive may have been closed in this very moment: every call may be made twice.
      const silent = ({ code }: NodeJS.ErrnoException) => {
        if (sent.reusedSocket && code === 'ECONNRESET' && !again) resolve(this.post(body, true));
        else reject(new Problem('unavailable'));
      };
      const sent = request(
        new URL('/v1/calls', this.settings.sandboxUrl),
        {
          method: 'POST',
          agent: this.agent,
          signal: AbortSignal.timeout(PATIENCE_MS),
          headers: {
            authorization: `Bearer ${this.settings.sandboxSecret}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', silent);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === 200) resolve(text);
            else reject(new Error(`The sandbox answered ${response.statusCode}: ${text.slice(0, 200)}`));
          });
        },
      );
      sent.on('error', silent).end(body);
    });
  }

  onApplicationShutdown(): void {
    this.agent.destroy();
  }
}

function paymentIn({ payment }: Answer): SandboxPayment {
  if (!payment) throw new Error('The sandbox answered without a payment');
  return payment;
}

const toSeen = (payment: SandboxPayment): SeenPayment => ({
  provider: 'sandbox',
  ref: payment.id,
  status: payment.status,
  receivedFen: Fen.of(payment.receivedFen),
  currency: payment.currency,
  livemode: payment.livemode,
  orderId: payment.metadata['order_id'] ?? '',
  paymentId: payment.metadata['payment_id'] ?? '',
});

const toCreated = (payment: SandboxPayment): CreatedPayment => ({
  ...toSeen(payment),
  clientSecret: payment.clientSecret,
});

const toSeenRefund = ({ id, status }: SandboxRefund): SeenRefund => ({ ref: id, status });

const BECAME: Record<string, SeenPayment['status']> = {
  'payment.succeeded': 'SUCCEEDED',
  'payment.failed': 'FAILED',
  'payment.cancelled': 'CANCELLED',
};

function meaningOf(type: string): Pick<ProviderEvent, 'kind' | 'became'> {
  const [noun] = type.split('.');
  return { kind: noun === 'payment' || noun === 'refund' ? noun : 'other', became: BECAME[type] ?? null };
}
