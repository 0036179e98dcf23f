// What the provider knows of, in the shape it is answered and told. Amounts are whole fen.

export type PaymentStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
export type RefundStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

export interface Payment {
  id: string;
  status: PaymentStatus;
  amountFen: number;
  /** What really came; 0 until it succeeds. */
  receivedFen: number;
  currency: string;
  livemode: false;
  customer: string;
  metadata: Record<string, string>;
  clientSecret: string;
  createdAt: string;
  settledAt: string | null;
  refundedFen: number;
}

export interface Refund {
  id: string;
  paymentId: string;
  status: RefundStatus;
  amountFen: number;
  metadata: Record<string, string>;
  createdAt: string;
}

/** A payment that succeeded elsewhere and is kept here from now on: as little as can be, for there may be many. */
export interface PastPayment {
  /** The shop's own id, by which it is named here too. */
  paymentId: string;
  orderId: string;
  companyId: string;
  customer: string;
  amountFen: number;
  settledAt: string;
}

interface Keyed {
  /** The caller's idempotency key, and what it was used for. */
  key: string;
  content: string;
}

/** What can happen; one line of the file each, numbered without a gap. */
export type Happening =
  | ({ type: 'payment.created'; payment: Payment } & Keyed)
  | { type: 'payment.succeeded'; id: string; receivedFen: number; currency: string }
  | { type: 'payment.taken_over'; past: PastPayment }
  | { type: 'payment.failed'; id: string }
  | { type: 'payment.cancelled'; id: string }
  | ({ type: 'refund.created'; refund: Refund } & Keyed)
  | { type: 'refund.succeeded'; id: string }
  | { type: 'refund.failed'; id: string }
  | { type: 'webhooks.delivered'; upTo: number };

export type Entry = { n: number; at: string } & Happening;

/** What a webhook tells: that something happened to an object. Its state now must be fetched. */
export interface ProviderEvent {
  id: string;
  type: Happening['type'];
  createdAt: string;
  /** Of the payment or refund it happened to. */
  objectId: string;
  metadata: Record<string, string>;
}
