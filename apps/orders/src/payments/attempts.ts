import type { Fen } from '#kernel/fen.js';
import { Problem } from '#problems/problem.js';
import type { OrderStatus } from '../orders/order.js';
import type { PaymentStatus, Stray } from './settlement.js';

export interface PayableOrder {
  status: OrderStatus;
  totalFen: Fen;
  cancelRequested: boolean;
  /** By the database's clock. */
  timeIsOver: boolean;
  attempts: { status: PaymentStatus; stray: Stray | null }[];
}

// Whoever fails ten times will not succeed at the eleventh.
const ATTEMPTS_MAX = 10;

/** Another payment may be asked for only when nothing can come of the ones before. */
export function assertPayableAgain({ status, cancelRequested, timeIsOver, attempts }: PayableOrder): void {
  const timedOut = (status === 'AWAITING_PAYMENT' && timeIsOver) || status === 'EXPIRING' || status === 'EXPIRED';
  if (timedOut && !cancelRequested) throw new Problem('order.expired');
  const spent = attempts.every(({ status, stray }) => status === 'FAILED' || status === 'CANCELLED' || stray !== null);
  if (status !== 'AWAITING_PAYMENT' || !spent || attempts.length >= ATTEMPTS_MAX) {
    throw new Problem('order.not_payable');
  }
}
