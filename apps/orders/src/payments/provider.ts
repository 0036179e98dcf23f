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
  ref: string;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
}

/** That something happened to an object; what it is like now must be fetched. */
export interface ProviderEvent {
  eventId: string;
  type: string;
  kind: 'payment' | 'refund' | 'other';
  ref: string;
  /** What the payment was said to have become, to spare fetching what we know already. */
  became: SeenPayment['status'] | null;
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
  /** Problems: webhook.refused. `now`: ours. */
  abstract parseWebhook(body: Uint8Array, signature: string, now: Date): ProviderEvent[];
}
