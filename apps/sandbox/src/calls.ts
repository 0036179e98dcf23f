import type { Book } from './book.js';
import type { Payment, Refund, RefundStatus } from './payment.js';
import { Refusal } from './refusal.js';

/** One call; many travel in one request, and each gets its own answer. */
export type Call = { do: string } & Record<string, unknown>;

export type Answer =
  { id: string } | { payment: Payment } | { payments: Payment[] } | { refund: Refund } | { refunds: Refund[] } | Fault;
type Fault = { error: { code: string; message: string } };

type Verb = (book: Book, call: Fields, mood: Mood) => Answer;

/** How the provider behaves, changed by tests only; forgotten with the process. */
export interface Mood {
  refundsEndAs: RefundStatus;
  webhooksPaused: boolean;
}

export const calm = (): Mood => ({ refundsEndAs: 'SUCCEEDED', webhooksPaused: false });

const verbs: Record<string, Verb> = {
  create: (book, call) => ({
    payment: book.create({
      key: call.text('key'),
      amountFen: call.number('amountFen'),
      currency: call.text('currency'),
      customer: call.text('customer'),
      metadata: call.words('metadata'),
    }),
  }),
  fetch: (book, call) => ({ payment: book.payment(call.text('id')) }),
  find: (book, call) => ({ payments: book.find(call.text('paymentId')) }),
  listSettled: (book, call) => ({ payments: book.listSettled(call.text('since'), call.number('skip')) }),
  confirm: (book, call) => ({
    payment: book.confirm(
      call.text('paymentId'),
      call.text('customer'),
      call.oneOf('outcome', ['SUCCEEDED', 'FAILED']),
    ),
  }),
  takeOver: (book, call) => ({
    id: book.takeOver({
      paymentId: call.text('paymentId'),
      orderId: call.text('orderId'),
      companyId: call.text('companyId'),
      customer: call.text('customer'),
      amountFen: call.number('amountFen'),
      settledAt: call.text('settledAt'),
    }),
  }),
  cancel: (book, call) => ({ payment: book.cancel(call.text('id')) }),
  refund: (book, call, mood) => ({
    refund: book.refund(
      {
        key: call.text('key'),
        id: call.text('id'),
        amountFen: call.number('amountFen'),
        metadata: call.words('metadata'),
      },
      mood.refundsEndAs,
    ),
  }),
  fetchRefund: (book, call) => ({ refund: book.refundOf(call.text('id')) }),
  findRefunds: (book, call) => ({ refunds: book.findRefunds(call.text('id')) }),

  // For tests: what a well-behaved provider never does, and a real one does some day. See README.md.
  'test.chargeLate': (book, call) => {
    const [payment] = book.find(call.text('paymentId'));
    if (!payment) throw new Refusal('not_found', 'no such payment');
    return { payment: book.charge(payment.id, payment.amountFen) };
  },
  'test.chargeTwice': (book, call) => {
    const [payment] = book.find(call.text('paymentId'));
    if (!payment) throw new Refusal('not_found', 'no such payment');
    const { amountFen, currency, customer, metadata } = payment;
    const again = book.create({ key: `twice:${payment.id}`, amountFen, currency, customer, metadata });
    return { payment: book.charge(again.id, amountFen) };
  },
  'test.chargeOther': (book, call) => {
    const [payment] = book.find(call.text('paymentId'));
    if (!payment) throw new Refusal('not_found', 'no such payment');
    return { payment: book.charge(payment.id, call.number('amountFen'), call.text('currency')) };
  },
  'test.finishRefund': (book, call) => ({
    refund: book.finishRefund(call.text('id'), call.oneOf('outcome', ['SUCCEEDED', 'FAILED'])),
  }),
  'test.mood': (_, call, mood) => {
    mood.refundsEndAs = call.oneOf('refundsEndAs', ['SUCCEEDED', 'PENDING', 'FAILED']);
    mood.webhooksPaused = call.oneOf('webhooks', ['PAUSED', 'RUNNING']) === 'PAUSED';
    return { payments: [] };
  },
};

export function answer(book: Book, call: Call, mood: Mood): Answer {
  try {
    const verb = verbs[String(call.do)];
    if (!verb) throw new Refusal('invalid', `do: one of ${Object.keys(verbs).join(', ')}`);
    return verb(book, new Fields(call), mood);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { error: { code: error.code, message: error.message } };
  }
}

/** The fields of a call, each checked when it is asked for. */
class Fields {
  constructor(private readonly call: Call) {}

  text(field: string): string {
    const value = this.call[field];
    if (typeof value !== 'string' || value === '' || value.length > 255) throw new Refusal('invalid', `${field}: text`);
    return value;
  }

  number(field: string): number {
    const value = this.call[field];
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw new Refusal('invalid', `${field}: whole number`);
    return value;
  }

  oneOf<const Word extends string>(field: string, words: readonly Word[]): Word {
    const value = this.call[field] as Word;
    if (!words.includes(value)) throw new Refusal('invalid', `${field}: one of ${words.join(', ')}`);
    return value;
  }

  words(field: string): Record<string, string> {
    const value = this.call[field];
    const fits =
      value !== null && typeof value === 'object' && Object.values(value).every((word) => typeof word === 'string');
    if (!fits) throw new Refusal('invalid', `${field}: an object of texts`);
    return value as Record<string, string>;
  }
}
