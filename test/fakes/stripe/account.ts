import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';
import { newCharge, newDispute, newEntry, newEvent, newIntent, newRefund, type Fresh, type Method } from './objects.js';
import { missing, Refusal } from './refusal.js';

/** How Stripe behaves, beyond what it is asked for. */
export interface Mood {
  refundsEndAs: 'succeeded' | 'pending' | 'failed';
  /** What it settles in, where that is not yuan: units of it for one yuan. */
  settlesIn: { currency: string; rate: number } | undefined;
  livemode: boolean;
  /** The least amount it takes. */
  leastAmount: number;
}

export const calm = (): Mood => ({
  refundsEndAs: 'succeeded',
  settlesIn: undefined,
  livemode: false,
  leastAmount: 1,
});

// Plausible, and such that no two of them are alike.
const FEE = { card: { bp: 340, fixed: 200 }, alipay: { bp: 220, fixed: 0 }, wechat_pay: { bp: 220, fixed: 0 } };
const DISPUTE_FEE = 1_500;
const UNCANCELLABLE = ['processing', 'succeeded', 'canceled'];

/** One Stripe account: everything in it, and the rules by which it changes. */
export class StripeAccount {
  readonly intents = new Map<string, Stripe.PaymentIntent>();
  readonly charges = new Map<string, Stripe.Charge>();
  readonly refunds = new Map<string, Stripe.Refund>();
  readonly disputes = new Map<string, Stripe.Dispute>();
  /** Oldest first, as are events. */
  readonly entries: Stripe.BalanceTransaction[] = [];
  readonly events: Stripe.Event[] = [];
  mood = calm();
  /** How the refunds of one company end, where that is not the mood's business. */
  readonly refundsEnd = new Map<string, () => Mood['refundsEndAs']>();
  private aheadS = 0;

  constructor(private readonly tell: (event: Stripe.Event) => void) {}

  /** Seconds, as Stripe counts. */
  now(): number {
    return Math.floor(Date.now() / 1_000) + this.aheadS;
  }

  letPass(seconds: number): void {
    this.aheadS += seconds;
  }

  // What the shop may ask for

  createIntent(wanted: { amount: number; currency: string; methods: string[]; metadata: Record<string, string> }) {
    if (!Number.isSafeInteger(wanted.amount) || wanted.amount < this.mood.leastAmount) {
      throw new Refusal(400, 'amount_too_small', `Amount must be at least ${this.mood.leastAmount}`);
    }
    const fresh = this.fresh('pi');
    const intent = newIntent(fresh, { ...wanted, secret: `${fresh.id}_secret_${randomBytes(12).toString('hex')}` });
    this.intents.set(intent.id, intent);
    this.happened('payment_intent.created', intent);
    return intent;
  }

  cancelIntent(id: string): Stripe.PaymentIntent {
    const intent = this.intent(id);
    if (UNCANCELLABLE.includes(intent.status)) {
      throw new Refusal(
        400,
        'payment_intent_unexpected_state',
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
      );
    }
    Object.assign(intent, { status: 'canceled', canceled_at: this.now() });
    this.happened('payment_intent.canceled', intent);
    return intent;
  }

  createRefund(wanted: { intent: string; amount: number; metadata: Record<string, string> }): Stripe.Refund {
    const charge = this.chargeOf(wanted.intent);
    const left = charge.amount_captured - charge.amount_refunded;
    if (charge.disputed) throw new Refusal(400, 'charge_disputed', `Charge ${charge.id} has been charged back.`);
    if (left === 0) throw new Refusal(400, 'charge_already_refunded', `Charge ${charge.id} has already been refunded.`);
    if (!Number.isSafeInteger(wanted.amount) || wanted.amount < 1 || wanted.amount > left) {
      throw new Refusal(400, 'amount_too_large', `Refund amount is greater than unrefunded amount (${left}).`);
    }
    const refund = newRefund(this.fresh('re'), charge, wanted);
    this.refunds.set(refund.id, refund);
    this.charged(charge, wanted.amount);
    this.happened('refund.created', refund);
    const ending = this.refundsEnd.get(charge.metadata['company_id'] ?? '')?.() ?? this.mood.refundsEndAs;
    if (ending !== 'pending') this.finishRefund(refund.id, ending);
    return refund;
  }

  // What the world does

  /** The customer pays. Forced: as nothing well-behaved does, whatever the state and whatever the amount. */
  pay(
    id: string,
    { method = 'card' as Method, forced = false, amount = undefined as number | undefined, currency = '' } = {},
  ): Stripe.PaymentIntent {
    const intent = this.intent(id);
    if (!forced && (intent.status === 'succeeded' || intent.status === 'canceled')) {
      throw new Refusal(400, 'payment_intent_unexpected_state', `It is ${intent.status}`);
    }
    const paid = { amount: amount ?? intent.amount, currency: currency || intent.currency, method };
    const charge = newCharge(this.fresh('ch'), intent, paid);
    const { bp, fixed } = FEE[method];
    charge.balance_transaction = this.enter(charge, {
      type: 'charge',
      category: 'charge',
      amount: paid.amount,
      fee: Math.round((paid.amount * bp) / 10_000) + fixed,
    }).id;
    this.charges.set(charge.id, charge);
    Object.assign(intent, {
      status: 'succeeded',
      amount_received: paid.amount,
      currency: paid.currency,
      latest_charge: charge.id,
      processing: null,
      canceled_at: null,
    });
    this.happened('charge.succeeded', charge);
    this.happened('payment_intent.succeeded', intent);
    return intent;
  }

  /** A QR code was scanned; the money is neither here nor there. */
  process(id: string): Stripe.PaymentIntent {
    const intent = this.intent(id);
    if (UNCANCELLABLE.includes(intent.status)) throw new Refusal(400, '', `It is ${intent.status}`);
    intent.status = 'processing';
    this.happened('payment_intent.processing', intent);
    return intent;
  }

  /** A try fails; the customer may try again. */
  fail(id: string): Stripe.PaymentIntent {
    const intent = this.intent(id);
    if (intent.status === 'succeeded' || intent.status === 'canceled') return intent;
    intent.status = 'requires_payment_method';
    this.happened('payment_intent.payment_failed', intent);
    return intent;
  }

  /** The customer pays once more, under an intent of its own that nobody asked for. */
  payTwice(id: string): Stripe.PaymentIntent {
    const { amount, currency, payment_method_types: methods, metadata } = this.intent(id);
    return this.pay(this.createIntent({ amount, currency, methods, metadata: { ...metadata } }).id);
  }

  finishRefund(id: string, outcome: 'succeeded' | 'failed'): Stripe.Refund {
    const refund = this.refund(id);
    const charge = this.chargeOf(String(refund.payment_intent));
    if (refund.status === outcome || refund.status === 'failed') return refund;
    if (outcome === 'succeeded') {
      refund.balance_transaction = this.enter(refund, {
        type: 'refund',
        category: 'refund',
        amount: -refund.amount,
        fee: 0,
      }).id;
    } else {
      // What had gone out already comes back.
      if (refund.status === 'succeeded') {
        const back = { type: 'refund_failure', category: 'refund_failure', amount: refund.amount, fee: 0 } as const;
        refund.failure_balance_transaction = this.enter(refund, back).id;
      }
      refund.failure_reason = 'unknown';
      this.charged(charge, -refund.amount);
    }
    refund.status = outcome;
    this.happened('refund.updated', refund);
    if (outcome === 'failed') this.happened('refund.failed', refund);
    else this.happened('charge.refunded', charge);
    return refund;
  }

  /** The customer's bank takes back what was not refunded. */
  openDispute(intentId: string): Stripe.Dispute {
    const charge = this.chargeOf(intentId);
    const amount = charge.amount_captured - charge.amount_refunded;
    if (charge.disputed || amount < 1) throw new Refusal(400, '', 'There is nothing to dispute');
    const dispute = newDispute(this.fresh('dp'), charge, amount);
    this.disputes.set(dispute.id, dispute);
    charge.disputed = true;
    this.happened('charge.dispute.created', dispute);
    this.withdraw(dispute, -amount, DISPUTE_FEE);
    this.happened('charge.dispute.funds_withdrawn', dispute);
    return dispute;
  }

  closeDispute(id: string, outcome: 'won' | 'lost'): Stripe.Dispute {
    const dispute = this.dispute(id);
    if (dispute.status === 'won' || dispute.status === 'lost') return dispute;
    dispute.status = outcome;
    this.happened('charge.dispute.closed', dispute);
    if (outcome === 'won') {
      this.withdraw(dispute, dispute.amount, -DISPUTE_FEE);
      this.happened('charge.dispute.funds_reinstated', dispute);
    }
    return dispute;
  }

  // What anybody may look at

  intent = (id: string) => this.found(this.intents, 'payment_intent', id);
  refund = (id: string) => this.found(this.refunds, 'refund', id);
  dispute = (id: string) => this.found(this.disputes, 'dispute', id);

  /** Of our payment, earliest first; several, if it was paid twice. */
  intentsOf(paymentId: string): Stripe.PaymentIntent[] {
    return [...this.intents.values()].filter(({ metadata }) => metadata['payment_id'] === paymentId);
  }

  /** By order: what came less what went and what was taken for it. */
  kept(): Map<string, number> {
    const kept = new Map<string, number>();
    for (const { source, net } of this.entries) {
      const orderId = this.intent(this.intentIdOf(String(source))).metadata['order_id'] ?? '';
      kept.set(orderId, (kept.get(orderId) ?? 0) + net);
    }
    return kept;
  }

  /** What an entry is about. */
  source(id: string): Stripe.Charge | Stripe.Refund | Stripe.Dispute | undefined {
    return this.charges.get(id) ?? this.refunds.get(id) ?? this.disputes.get(id);
  }

  private intentIdOf(sourceId: string): string {
    return String(this.source(sourceId)?.payment_intent ?? '');
  }

  private chargeOf(intentId: string): Stripe.Charge {
    const charge = this.charges.get(String(this.intent(intentId).latest_charge));
    if (!charge) throw new Refusal(400, 'payment_intent_unexpected_state', `${intentId} has no successful charge`);
    return charge;
  }

  private charged(charge: Stripe.Charge, refunded: number): void {
    charge.amount_refunded += refunded;
    charge.refunded = charge.amount_refunded === charge.amount_captured;
  }

  private withdraw(dispute: Stripe.Dispute, amount: number, fee: number): void {
    const category = amount < 0 ? 'dispute' : 'dispute_reversal';
    dispute.balance_transactions.push(this.enter(dispute, { type: 'adjustment', category, amount, fee }));
  }

  private enter(
    { id: source, currency }: { id: string; currency: string },
    { type, category, amount, fee }: Pick<Parameters<typeof newEntry>[1], 'type' | 'category' | 'amount' | 'fee'>,
  ): Stripe.BalanceTransaction {
    const { settlesIn } = this.mood;
    const rate = settlesIn?.rate ?? 1;
    const entry = newEntry(this.fresh('txn'), {
      source,
      type,
      category,
      currency: settlesIn?.currency ?? currency,
      amount: Math.round(amount * rate),
      fee: Math.round(fee * rate),
      exchangeRate: settlesIn ? rate : null,
    });
    this.entries.push(entry);
    return entry;
  }

  private happened(type: string, object: Parameters<typeof newEvent>[2]): void {
    const event = newEvent(this.fresh('evt'), type, object);
    this.events.push(event);
    this.tell(event);
  }

  private fresh(prefix: string): Fresh {
    const id = `${prefix}_fake${randomBytes(10).toString('hex')}`;
    return { id, created: this.now(), livemode: this.mood.livemode };
  }

  private found<T>(all: Map<string, T>, what: string, id: string): T {
    const found = all.get(id);
    if (!found) throw missing(what, id);
    return found;
  }
}
