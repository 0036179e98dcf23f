import { randomUUID } from 'node:crypto';
import type {
  Entry,
  Happening,
  PastPayment,
  Payment,
  PaymentStatus,
  ProviderEvent,
  Refund,
  RefundStatus,
} from './payment.js';
import { Refusal } from './refusal.js';

export interface NewPayment {
  key: string;
  amountFen: number;
  currency: string;
  customer: string;
  metadata: Record<string, string>;
}

export interface NewRefund {
  key: string;
  id: string;
  amountFen: number;
  metadata: Record<string, string>;
}

const LIST_MAX = 500;

/** All payments and refunds. Its state is what its entries say, nothing else. */
export class Book {
  private readonly payments = new Map<string, Payment>();
  /** By the id they have here. Nothing is told of them, and they are whole payments once somebody asks. */
  private readonly past = new Map<string, PastPayment>();
  private readonly refunds = new Map<string, Refund>();
  private readonly byKey = new Map<string, { content: string; object: Payment | Refund }>();
  /** The shop's own payment id → ours; two, if it was charged twice. */
  private readonly byTheirs = new Map<string, string[]>();
  /** In the order in which the money came. */
  private readonly settled: Payment[] = [];
  private undelivered: (ProviderEvent & { n: number })[] = [];
  private entries = 0;

  constructor(private readonly write: (entry: Entry) => void) {}

  create({ key, amountFen, currency, customer, metadata }: NewPayment): Payment {
    const content = JSON.stringify({ amountFen, currency, customer, metadata });
    const earlier = this.earlier(key, content);
    if (earlier) return earlier as Payment;
    if (!Number.isSafeInteger(amountFen) || amountFen < 1) throw new Refusal('invalid', 'amountFen: whole, at least 1');

    const id = `pay_${randomUUID()}`;
    const payment: Payment = {
      id,
      status: 'PENDING',
      amountFen,
      receivedFen: 0,
      currency,
      livemode: false,
      customer,
      metadata,
      clientSecret: `${id}_secret_${randomUUID()}`,
      createdAt: new Date().toISOString(),
      settledAt: null,
      refundedFen: 0,
    };
    this.record({ type: 'payment.created', payment, key, content });
    return this.payment(id);
  }

  /** The wallet's owner decides. Only the first decision counts; later ones are answered with it. */
  confirm(theirPaymentId: string, customer: string, outcome: 'SUCCEEDED' | 'FAILED'): Payment {
    const payment = this.find(theirPaymentId)[0];
    if (!payment || payment.customer !== customer) throw new Refusal('not_found', 'no such payment of this customer');
    if (payment.status === 'PENDING' && outcome === 'SUCCEEDED') this.charge(payment.id, payment.amountFen);
    if (payment.status === 'PENDING' && outcome === 'FAILED') this.record({ type: 'payment.failed', id: payment.id });
    return payment;
  }

  /** Nothing can come any more, or it has come already: the answer says which. */
  cancel(id: string): Payment {
    const payment = this.payment(id);
    if (payment.status === 'PENDING') this.record({ type: 'payment.cancelled', id });
    return payment;
  }

  /** Money comes, whatever the state: how tests make it late or of another amount. */
  charge(id: string, receivedFen: number, currency = this.payment(id).currency): Payment {
    this.record({ type: 'payment.succeeded', id, receivedFen, currency });
    return this.payment(id);
  }

  /** Keeps what was paid elsewhere; returns its id here. The same again is the same. */
  takeOver(past: PastPayment): string {
    const id = pastId(past.paymentId);
    const earlier = this.past.get(id);
    if (earlier && JSON.stringify(earlier) !== JSON.stringify(past)) {
      throw new Refusal('key_reused', `${past.paymentId} was taken over as another payment`);
    }
    if (past.amountFen < 1) throw new Refusal('invalid', 'amountFen: whole, at least 1');
    if (!earlier) this.record({ type: 'payment.taken_over', past });
    return id;
  }

  refund({ key, id, amountFen, metadata }: NewRefund, outcome: RefundStatus): Refund {
    const content = JSON.stringify({ id, amountFen, metadata });
    const earlier = this.earlier(key, content);
    if (earlier) return earlier as Refund;
    const payment = this.payment(id);
    const left = payment.receivedFen - payment.refundedFen;
    if (!Number.isSafeInteger(amountFen) || amountFen < 1 || amountFen > left) {
      throw new Refusal('not_refundable', `at most ${left} fen are left of ${id}`);
    }

    const refund: Refund = {
      id: `ref_${randomUUID()}`,
      paymentId: id,
      status: 'PENDING',
      amountFen,
      metadata,
      createdAt: new Date().toISOString(),
    };
    this.record({ type: 'refund.created', refund, key, content });
    if (outcome !== 'PENDING') this.finishRefund(refund.id, outcome);
    return this.refundOf(refund.id);
  }

  finishRefund(id: string, outcome: 'SUCCEEDED' | 'FAILED'): Refund {
    const refund = this.refundOf(id);
    if (refund.status === 'PENDING') {
      this.record({ type: outcome === 'SUCCEEDED' ? 'refund.succeeded' : 'refund.failed', id });
    } else if (refund.status === 'SUCCEEDED' && outcome === 'FAILED') {
      // The buyer's bank sent it back: weeks later, where it is real.
      this.record({ type: 'refund.failed', id });
    }
    return refund;
  }

  payment(id: string): Payment {
    const payment = this.payments.get(id) ?? this.whole(id);
    if (!payment) throw new Refusal('not_found', `no payment ${id}`);
    return payment;
  }

  refundOf(id: string): Refund {
    const refund = this.refunds.get(id);
    if (!refund) throw new Refusal('not_found', `no refund ${id}`);
    return refund;
  }

  /** By the shop's own id, earliest first. */
  find(theirPaymentId: string): Payment[] {
    const past = this.past.has(pastId(theirPaymentId)) ? [pastId(theirPaymentId)] : [];
    return [...past, ...(this.byTheirs.get(theirPaymentId) ?? [])].map((id) => this.payment(id));
  }

  findRefunds(id: string): Refund[] {
    return [...this.refunds.values()].filter((refund) => refund.paymentId === id);
  }

  /** What succeeded at or after `since`, oldest first, from the `skip`th on. */
  listSettled(since: string, skip: number): Payment[] {
    let from = this.settled.length;
    while (from > 0 && (this.settled[from - 1]?.settledAt ?? '') >= since) from -= 1;
    return this.settled.slice(from + skip, from + skip + LIST_MAX);
  }

  /** What nobody has taken yet, oldest first. */
  nextWebhooks(max: number): (ProviderEvent & { n: number })[] {
    return this.undelivered.slice(0, max);
  }

  delivered(upTo: number): void {
    this.record({ type: 'webhooks.delivered', upTo });
  }

  /** Makes an entry's effect; also how the book is rebuilt from its file. */
  apply(entry: Entry): void {
    if (entry.n !== this.entries)
      throw new Error(`Entry ${this.entries} is missing: the file begins anew at ${entry.n}`);
    this.entries += 1;
    switch (entry.type) {
      case 'payment.created':
        return this.addPayment(entry.payment, entry.key, entry.content);
      case 'payment.taken_over':
        this.past.set(pastId(entry.past.paymentId), entry.past);
        return;
      case 'payment.succeeded': {
        const payment = this.payment(entry.id);
        Object.assign(payment, { receivedFen: entry.receivedFen, currency: entry.currency });
        this.settled.push(payment);
        return this.finish(payment, 'SUCCEEDED', entry);
      }
      case 'payment.failed':
        return this.finish(this.payment(entry.id), 'FAILED', entry);
      case 'payment.cancelled':
        return this.finish(this.payment(entry.id), 'CANCELLED', entry);
      case 'refund.created':
        this.refunds.set(entry.refund.id, entry.refund);
        this.byKey.set(entry.key, { content: entry.content, object: entry.refund });
        this.payment(entry.refund.paymentId).refundedFen += entry.refund.amountFen;
        return;
      case 'refund.succeeded':
      case 'refund.failed': {
        const refund = this.refundOf(entry.id);
        refund.status = entry.type === 'refund.succeeded' ? 'SUCCEEDED' : 'FAILED';
        if (refund.status === 'FAILED') this.payment(refund.paymentId).refundedFen -= refund.amountFen;
        return this.tell(entry, refund.id, refund.metadata);
      }
      case 'webhooks.delivered':
        this.undelivered = this.undelivered.filter((event) => event.n > entry.upTo);
    }
  }

  private whole(id: string): Payment | undefined {
    const past = this.past.get(id);
    if (!past) return undefined;
    const { paymentId, orderId, companyId, customer, amountFen, settledAt } = past;
    const payment: Payment = {
      ...{ id, status: 'SUCCEEDED', amountFen, receivedFen: amountFen, currency: 'CNY', livemode: false, customer },
      metadata: { payment_id: paymentId, order_id: orderId, company_id: companyId },
      clientSecret: '',
      createdAt: settledAt,
      settledAt,
      refundedFen: 0,
    };
    this.payments.set(id, payment);
    return payment;
  }

  private addPayment(payment: Payment, key: string, content: string): void {
    this.payments.set(payment.id, payment);
    this.byKey.set(key, { content, object: payment });
    const theirs = payment.metadata['payment_id'] ?? '';
    this.byTheirs.set(theirs, [...(this.byTheirs.get(theirs) ?? []), payment.id]);
  }

  private finish(payment: Payment, status: PaymentStatus, entry: Entry): void {
    Object.assign(payment, { status, settledAt: entry.at });
    this.tell(entry, payment.id, payment.metadata);
  }

  private tell({ n, at, type }: Entry, objectId: string, metadata: Record<string, string>): void {
    this.undelivered.push({ n, id: `evt_${objectId}_${n}`, type, createdAt: at, objectId, metadata });
  }

  private earlier(key: string, content: string): Payment | Refund | undefined {
    const earlier = this.byKey.get(key);
    if (earlier && earlier.content !== content) {
      throw new Refusal('key_reused', `${key} was used with other parameters`);
    }
    return earlier?.object;
  }

  private record(happening: Happening): void {
    const entry: Entry = { n: this.entries, at: new Date().toISOString(), ...happening };
    this.apply(entry);
    this.write(entry);
  }
}

const pastId = (paymentId: string) => `past_${paymentId}`;
