import type { Fen } from '#kernel/fen.js';
import type { CompanyId, OrderId, PaymentId, PersonId, RefundId } from '#kernel/id.js';
import type { SeenPayment } from './settlement.js';

export interface NewPayment {
  paymentId: PaymentId;
  orderId: OrderId;
  companyId: CompanyId;
  buyerId: PersonId;
  amountFen: Fen;
  /** Written down before it is used: asking again with it asks for the same payment. */
  idempotencyKey: string;
}

/** A payment the provider has, with what the buyer needs to pay it. */
export interface CreatedPayment extends SeenPayment {
  clientSecret: string;
}

export interface NewRefund {
  refundId: RefundId;
  /** The provider's id of the payment. */
  paymentRef: string;
  amountFen: Fen;
  idempotencyKey: string;
}

export interface SeenRefund {
  /** Null: it was refused, and stands nowhere at the provider. */
  ref: string | null;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
}

/** That something happened to an object; what it is like now must be fetched. */
export interface ProviderEvent {
  eventId: string;
  type: string;
  kind: 'payment' | 'refund' | 'dispute' | 'other';
  /** Of the object it happened to: the payment's, where a part of it is told of. */
  ref: string;
  /** What the payment was said to have become, to spare fetching what we know already. */
  became: SeenPayment['status'] | null;
}

/** A buyer's bank takes money back, and asks for our word. All sums count up only. */
export interface SeenDispute {
  ref: string;
  paymentRef: string | null;
  status: 'OPEN' | 'WON' | 'LOST';
  /** Taken from our balance, and the fee for it; then what came back of both. */
  takenFen: Fen;
  takenFeeFen: Fen;
  returnedFen: Fen;
  returnedFeeFen: Fen;
}

/** One line of our account with the provider, as the provider keeps it. */
export interface BalanceEntry {
  ref: string;
  kind: 'charge' | 'refund' | 'dispute' | 'other';
  /** The provider's own word for it. */
  type: string;
  /** The payment that it is about, if any. */
  paymentRef: string | null;
  /** Into our balance; the fee besides goes out of it. */
  amountFen: Fen;
  feeFen: Fen;
  happenedAt: Date;
}

/** How long a provider surely remembers an idempotency key; later, look before asking again. */
export const KEY_LIFE_MS = 23 * 3_600_000;

/**
 * Whoever takes the buyers' money. Never called inside a transaction. Silence is Problem `unavailable`: nobody knows
 * whether it was done, and the same call may be made again.
 */
export abstract class PaymentProvider {
  /** Stands in rows and in the webhook's path: "sandbox". */
  abstract readonly name: string;
  /** Whether its money is real. */
  abstract readonly livemode: boolean;

  abstract create(payment: NewPayment): Promise<CreatedPayment>;
  /** Undefined: the provider has never heard of it. */
  abstract fetch(ref: string): Promise<SeenPayment | undefined>;
  /** Everything it has under our id, earliest first. */
  abstract find(paymentId: PaymentId): Promise<CreatedPayment[]>;
  /** Answers the state it left it in: SUCCEEDED, if the money was faster. */
  abstract cancel(ref: string): Promise<SeenPayment>;
  abstract refund(refund: NewRefund): Promise<SeenRefund>;
  abstract fetchRefund(ref: string): Promise<SeenRefund | undefined>;
  abstract findRefund(paymentRef: string, refundId: RefundId): Promise<SeenRefund | undefined>;
  /** What succeeded at or after an instant, oldest first, page by page. */
  abstract listSettled(since: Date): AsyncIterable<SeenPayment[]>;
  /** Whether it keeps an account for us that fees and disputes are taken from. */
  readonly keepsBalance: boolean = false;
  /** What it told since an instant, for whoever missed a webhook. None: its webhooks are repeated until they arrive. */
  async *listEvents(_since: Date): AsyncIterable<ProviderEvent[]> {}
  /** The lines of our account with it since an instant, page by page. */
  async *listEntries(_since: Date): AsyncIterable<BalanceEntry[]> {}
  async fetchDispute(_ref: string): Promise<SeenDispute | undefined> {
    return undefined;
  }
  /** Problems: webhook.refused. `now`: ours. */
  abstract parseWebhook(body: Uint8Array, signature: string, now: Date): ProviderEvent[];
}
