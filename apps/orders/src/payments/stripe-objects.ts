import type Stripe from 'stripe';
import { Fen } from '#kernel/fen.js';
import type { BalanceEntry, ProviderEvent, SeenDispute, SeenRefund } from './provider.js';
import type { SeenPayment } from './settlement.js';

// Stripe's objects in our words.

/** `processing` is still on its way, `requires_…` may still be paid by the buyer: a failed try ends nothing. */
export const paymentOf = (intent: Stripe.PaymentIntent): SeenPayment => ({
  provider: 'stripe',
  ref: intent.id,
  status: intent.status === 'succeeded' ? 'SUCCEEDED' : intent.status === 'canceled' ? 'CANCELLED' : 'PENDING',
  receivedFen: Fen.of(intent.amount_received),
  currency: intent.currency.toUpperCase(),
  livemode: intent.livemode,
  orderId: intent.metadata['order_id'] ?? '',
  paymentId: intent.metadata['payment_id'] ?? '',
});

const REFUND: Record<string, SeenRefund['status']> = {
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  canceled: 'FAILED',
};

/** Pending for want of balance or of the charge's own end is as normal as being at work. */
export const refundOf = ({ id, status }: Stripe.Refund): SeenRefund => ({
  ref: id,
  status: REFUND[status ?? ''] ?? 'PENDING',
});

/** What its entries took from our balance and gave back; an inquiry takes nothing. */
export function disputeOf(dispute: Stripe.Dispute): SeenDispute {
  const entries = dispute.balance_transactions.map((entry) => ({
    amountFen: inYuan(entry.amount, entry),
    feeFen: inYuan(entry.fee, entry),
  }));
  const taken = entries.filter(({ amountFen }) => amountFen < 0n);
  const returned = entries.filter(({ amountFen }) => amountFen >= 0n);
  // Once in another currency, the exact sum in yuan is the dispute's own.
  const foreign = dispute.balance_transactions.some(({ exchange_rate: rate }) => rate !== null);
  const sum = (of: typeof entries) =>
    foreign && of.length > 0 ? Fen.of(dispute.amount) : Fen.of(absolute(total(of.map((entry) => entry.amountFen))));
  return {
    ref: dispute.id,
    paymentRef: idOf(dispute.payment_intent),
    status: dispute.status === 'won' ? 'WON' : dispute.status === 'lost' ? 'LOST' : 'OPEN',
    takenFen: sum(taken),
    takenFeeFen: Fen.of(total(taken.map(({ feeFen }) => feeFen))),
    returnedFen: sum(returned),
    returnedFeeFen: Fen.of(-total(returned.map(({ feeFen }) => feeFen))),
  };
}

const SOURCES: Record<string, BalanceEntry['kind']> = { charge: 'charge', refund: 'refund', dispute: 'dispute' };

/** An entry of our balance with Stripe, in yuan whatever Stripe settles in. */
export function entryOf(entry: Stripe.BalanceTransaction): BalanceEntry {
  const source = typeof entry.source === 'string' ? null : entry.source;
  const of = source && 'payment_intent' in source ? idOf(source.payment_intent) : null;
  const kind = SOURCES[source?.object ?? ''] ?? 'other';
  return {
    ref: entry.id,
    kind,
    type: entry.type,
    paymentRef: of,
    // Its own object says the exact sum in yuan; the sign is the entry's.
    amountFen:
      entry.exchange_rate !== null && source && 'amount' in source && typeof source.amount === 'number'
        ? ((entry.amount < 0 ? -BigInt(source.amount) : BigInt(source.amount)) as Fen)
        : inYuan(entry.amount, entry),
    feeFen: inYuan(entry.fee, entry),
    happenedAt: new Date(entry.created * 1_000),
  };
}

const BECAME: Record<string, SeenPayment['status']> = {
  'payment_intent.succeeded': 'SUCCEEDED',
  'payment_intent.canceled': 'CANCELLED',
  'charge.succeeded': 'SUCCEEDED',
};
const OF_REFUND = /^(refund\.|charge\.refund\.)/;
const OF_DISPUTE = /^charge\.dispute\./;

/** Whatever else Stripe tells is kept and not looked into: a failed try, a step on the way. */
export function eventOf({ id, type, data }: Stripe.Event): ProviderEvent {
  const object = data.object as { id?: string; payment_intent?: string | { id: string } | null };
  const event = { eventId: id, type: type as string, ref: object.id ?? '', became: BECAME[type] ?? null };
  if (OF_REFUND.test(type)) return { ...event, kind: 'refund' };
  if (OF_DISPUTE.test(type)) return { ...event, kind: 'dispute' };
  if (event.became === null) return { ...event, kind: 'other' };
  // A charge tells of its payment.
  const ref = type.startsWith('charge.') ? (idOf(object.payment_intent ?? null) ?? '') : event.ref;
  return { ...event, ref, kind: ref === '' ? 'other' : 'payment' };
}

/** Half a fen away from zero. */
function inYuan(amount: number, { exchange_rate: rate }: Stripe.BalanceTransaction): Fen {
  return BigInt(rate === null ? amount : Math.sign(amount) * Math.round(Math.abs(amount) / rate)) as Fen;
}

const idOf = (object: string | { id: string } | null | undefined) =>
  typeof object === 'string' ? object : (object?.id ?? null);
const total = (amounts: bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);
const absolute = (amount: bigint) => (amount < 0n ? -amount : amount);
