import type { Fen } from '#kernel/fen.js';
import { PaymentId, type CompanyId, type HoldId, type OrderId } from '#kernel/id.js';
import type { OrderStatus } from '../orders/order.js';

// What becomes of an order when its provider says something about money. Money that came is never unsaid: it pays for
// its order, or it strays and goes back.

export type PaymentStatus = 'CREATING' | 'PENDING' | 'FAILED' | 'CANCELLED' | 'SUCCEEDED';

/** Undecided: it came after the end, and whether the goods can still be had is being asked. */
export type Stray = 'undecided' | 'late' | 'double' | 'mismatch';

export interface PaymentState {
  paymentId: PaymentId;
  provider: string;
  /** The provider's own id; null until it answered. */
  ref: string | null;
  status: PaymentStatus;
  amountFen: Fen;
  receivedFen: Fen;
  stray: Stray | null;
}

export interface OrderState {
  orderId: OrderId;
  companyId: CompanyId;
  status: OrderStatus;
  version: number;
  totalFen: Fen;
  holdId: HoldId;
  cancelRequested: boolean;
  paidBy: PaymentId | null;
  payments: PaymentState[];
}

/** A payment as its provider shows it now. FAILED and CANCELLED: nothing can come of it any more. */
export interface SeenPayment {
  provider: string;
  ref: string;
  status: Exclude<PaymentStatus, 'CREATING'>;
  receivedFen: Fen;
  currency: string;
  /** Real money. */
  livemode: boolean;
  /** What we told the provider that it is for. */
  orderId: string;
  paymentId: string;
}

export type Fact =
  | { kind: 'paid'; paymentId: PaymentId }
  | { kind: 'expired' }
  | { kind: 'cancelled' }
  | { kind: 'stray'; payment: PaymentState; reason: Exclude<Stray, 'undecided'> };

export interface Decision {
  order: OrderState;
  facts: Fact[];
}

export const CURRENCY = 'CNY';

// A payment's status moves up this list only, so that what is told late, twice or in another order changes nothing.
const RANK: Record<PaymentStatus, number> = { CREATING: 0, PENDING: 1, FAILED: 2, CANCELLED: 3, SUCCEEDED: 4 };

const isOpen = ({ status }: PaymentState) => status === 'CREATING' || status === 'PENDING';

/** The provider shows a payment of this order. `livemode`: whether we expect real money. */
export function see(order: OrderState, seen: SeenPayment, livemode: boolean): Decision {
  const known = findPayment(order, seen);
  const payment = known ?? unknownPayment(order, seen);
  // A payment we did not ask for matters only when money came of it.
  if (RANK[seen.status] <= RANK[payment.status] || (!known && seen.status !== 'SUCCEEDED')) {
    return { order, facts: [] };
  }

  const moved: PaymentState = { ...payment, ref: seen.ref, status: seen.status };
  if (seen.status !== 'SUCCEEDED') return close(withPayment(order, moved), []);

  moved.receivedFen = seen.receivedFen;
  const matches =
    seen.receivedFen === payment.amountFen &&
    payment.amountFen === order.totalFen &&
    seen.currency === CURRENCY &&
    seen.livemode === livemode &&
    seen.orderId === order.orderId;
  if (!matches) return close(...strays(order, moved, 'mismatch'));
  if (order.status === 'AWAITING_PAYMENT' || order.status === 'EXPIRING') return pay(order, moved);
  if (order.status === 'EXPIRED' || order.status === 'CANCELLED') {
    return { order: withPayment(order, { ...moved, stray: 'undecided' }), facts: [] };
  }
  return close(...strays(order, moved, 'double'));
}

/** The goods of late money are held again. */
export function rescue(order: OrderState, holdId: HoldId): Decision {
  const late = order.payments.find((payment) => payment.stray === 'undecided');
  const ended = order.status === 'EXPIRED' || order.status === 'CANCELLED';
  if (!late || !ended) return giveBack(order, 'double');

  const paid = pay({ ...order, holdId }, { ...late, stray: null });
  const others = giveBack(paid.order, 'double');
  return { order: others.order, facts: [...paid.facts, ...others.facts] };
}

/** Late money goes back: its goods are gone, or something else has paid by now. */
export function giveBack(order: OrderState, reason: 'late' | 'double'): Decision {
  let decision: Decision = { order, facts: [] };
  for (const payment of order.payments.filter((one) => one.stray === 'undecided')) {
    const [next, facts] = strays(decision.order, payment, reason);
    decision = { order: next, facts: [...decision.facts, ...facts] };
  }
  return decision;
}

/** Ends an order whose time is over, if nothing can come of any of its payments any more. */
export function close(order: OrderState, facts: Fact[]): Decision {
  if (order.status !== 'EXPIRING' || order.payments.some(isOpen)) return { order, facts };
  return order.cancelRequested
    ? { order: moveTo(order, 'CANCELLED'), facts: [...facts, { kind: 'cancelled' }] }
    : { order: moveTo(order, 'EXPIRED'), facts: [...facts, { kind: 'expired' }] };
}

/** Whether somebody must look after it: something is open that time alone will not end. */
export function needsAttention(order: OrderState): boolean {
  if (order.status === 'AWAITING_PAYMENT') return false; // Its deadline is set already.
  return (
    order.status === 'EXPIRING' || order.payments.some((payment) => isOpen(payment) || payment.stray === 'undecided')
  );
}

function pay(order: OrderState, payment: PaymentState): Decision {
  const paid = { ...moveTo(order, 'PAID'), paidBy: payment.paymentId };
  return { order: withPayment(paid, payment), facts: [{ kind: 'paid', paymentId: payment.paymentId }] };
}

function strays(order: OrderState, payment: PaymentState, reason: Exclude<Stray, 'undecided'>): [OrderState, Fact[]] {
  const stray = { ...payment, stray: reason };
  return [withPayment(order, stray), [{ kind: 'stray', payment: stray, reason }]];
}

/** By the provider's id; by ours only while we do not know the provider's. */
const findPayment = ({ payments }: OrderState, seen: SeenPayment) =>
  payments.find((payment) => payment.provider === seen.provider && payment.ref === seen.ref) ??
  payments.find((payment) => payment.paymentId === seen.paymentId && payment.ref === null);

/** The same money gets the same id, however often it is seen. */
const unknownPayment = (order: OrderState, { provider, ref }: SeenPayment): PaymentState => ({
  paymentId: PaymentId.derive(provider, ref),
  provider,
  ref,
  status: 'CREATING',
  amountFen: order.totalFen,
  receivedFen: 0n as Fen,
  stray: null,
});

const moveTo = (order: OrderState, status: OrderStatus): OrderState => ({
  ...order,
  status,
  version: order.version + 1,
});

function withPayment(order: OrderState, changed: PaymentState): OrderState {
  const at = order.payments.findIndex((payment) => payment.paymentId === changed.paymentId);
  const payments = at < 0 ? [...order.payments, changed] : order.payments.with(at, changed);
  return { ...order, payments };
}
