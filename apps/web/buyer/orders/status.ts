import type { Order, OrderStatus, Refund } from '../door/shapes.js';
import { say, type Word } from '../words/say.js';

const WORDS: Record<OrderStatus, Word> = {
  AWAITING_PAYMENT: 'statusAwaiting',
  EXPIRING: 'statusExpiring',
  PAID: 'statusPaid',
  SHIPPED: 'statusShipped',
  COMPLETED: 'statusCompleted',
  CANCELLED: 'statusCancelled',
  EXPIRED: 'statusExpired',
  REFUNDED: 'statusRefunded',
};

export const statusWord = ({ status, packedAt }: Order): string =>
  status === 'PAID' && packedAt ? say('statusPacking') : say(WORDS[status]);

export const toneOf = ({ status }: Order): string =>
  status === 'AWAITING_PAYMENT' ? 'red' : ['CANCELLED', 'EXPIRED', 'REFUNDED'].includes(status) ? 'grey' : 'green';

const REFUNDS: Record<string, Word> = {
  REQUESTED: 'refundRequested',
  PENDING: 'refundPending',
  SUCCEEDED: 'refundSucceeded',
  FAILED: 'refundFailed',
  DECLINED: 'refundDeclined',
  WITHDRAWN: 'refundWithdrawn',
};

/** A return whose goods have not gone back yet: the next step is the buyer's. */
export const isToSendBack = ({ kind, goodsSentAt }: Refund): boolean => kind === 'RETURN' && !goodsSentAt;

export const refundWord = (refund: Refund): string => {
  const { status } = refund;
  if (status === 'REQUESTED' && isToSendBack(refund)) return say('refundToSend');
  const word = REFUNDS[status];
  return word ? say(word) : status;
};

/** Whether something of it can still be asked back. */
export const isRefundable = ({ status, lines }: Order): boolean =>
  ['PAID', 'SHIPPED', 'COMPLETED'].includes(status) &&
  lines.some(({ cashFen, refundedFen }) => BigInt(refundedFen || 0) < BigInt(cashFen || 0));
