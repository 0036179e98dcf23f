import type { StripeAccount } from './account.js';
import { listOf, textOf, wordsOf, type Form } from './form.js';
import { missing, Refusal } from './refusal.js';

// The part of the HTTP API that a shop needs. What is asked for otherwise is refused loudly.

type Handler = (account: StripeAccount, form: Form, id: string) => unknown;

const routes: [verb: string, path: RegExp, handler: Handler][] = [
  [
    'POST',
    /^\/v1\/payment_intents$/,
    (account, form) =>
      account.createIntent({
        amount: Number(textOf(form, 'amount')),
        currency: textOf(form, 'currency') ?? '',
        methods: listOf(form, 'payment_method_types'),
        metadata: wordsOf(form, 'metadata'),
      }),
  ],
  ['GET', /^\/v1\/payment_intents\/search$/, (account, form) => search(account, textOf(form, 'query') ?? '')],
  ['GET', /^\/v1\/payment_intents\/([^/]+)$/, (account, _, id) => account.intent(id)],
  ['POST', /^\/v1\/payment_intents\/([^/]+)\/cancel$/, (account, _, id) => account.cancelIntent(id)],
  [
    'POST',
    /^\/v1\/refunds$/,
    (account, form) =>
      account.createRefund({
        intent: textOf(form, 'payment_intent') ?? '',
        amount: Number(textOf(form, 'amount')),
        metadata: wordsOf(form, 'metadata'),
      }),
  ],
  ['GET', /^\/v1\/refunds\/([^/]+)$/, (account, _, id) => account.refund(id)],
  [
    'GET',
    /^\/v1\/refunds$/,
    (account, form) => {
      const intent = textOf(form, 'payment_intent');
      const all = [...account.refunds.values()].filter((refund) => !intent || refund.payment_intent === intent);
      return page(account, all, form, '/v1/refunds');
    },
  ],
  ['GET', /^\/v1\/charges$/, (account, form) => page(account, [...account.charges.values()], form, '/v1/charges')],
  ['GET', /^\/v1\/disputes\/([^/]+)$/, (account, _, id) => account.dispute(id)],
  [
    'GET',
    /^\/v1\/balance_transactions$/,
    (account, form) => page(account, account.entries, form, '/v1/balance_transactions'),
  ],
  ['GET', /^\/v1\/events$/, (account, form) => page(account, account.events, form, '/v1/events')],
];

export function serve(account: StripeAccount, verb: string, path: string, form: Form): unknown {
  for (const [its, pattern, handler] of routes) {
    const match = its === verb ? pattern.exec(path) : null;
    // As they stand now: what is answered must not change with the account.
    if (match) return structuredClone(handler(account, form, match[1] ?? ''));
  }
  throw new Refusal(404, '', `Unrecognized request URL (${verb}: ${path})`);
}

const LIMIT_MAX = 100;

/** Newest first. */
function page<T extends { id: string; created: number }>(
  account: StripeAccount,
  all: readonly T[],
  form: Form,
  url: string,
) {
  const { gte = '0' } = wordsOf(form, 'created');
  const limit = Number(textOf(form, 'limit') ?? 10);
  if (!(limit >= 1 && limit <= LIMIT_MAX)) throw new Refusal(400, 'parameter_invalid_integer', 'limit: 1 to 100');
  const newestFirst = all.filter(({ created }) => created >= Number(gte)).reverse();
  const after = textOf(form, 'starting_after');
  const from = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0) throw missing('object', after);
  const data = newestFirst.slice(from, from + limit).map((one) => expanded(account, one, listOf(form, 'expand')));
  return { object: 'list', data, has_more: from + limit < newestFirst.length, url };
}

function expanded<T extends object>(account: StripeAccount, object: T, paths: string[]): T {
  const fields = paths.map((path) => path.replace(/^data\./, ''));
  const put = fields.map((field): [string, unknown] => {
    const id = String((object as Record<string, unknown>)[field]);
    if (field === 'payment_intent') return [field, account.intent(id)];
    if (field === 'source') return [field, account.source(id) ?? id];
    throw new Refusal(400, '', `This property cannot be expanded (${field}).`);
  });
  return { ...object, ...Object.fromEntries(put) };
}

function search(account: StripeAccount, query: string) {
  const [, paymentId] = /^metadata\['payment_id'\]:'([^']*)'$/.exec(query) ?? [];
  if (paymentId === undefined) throw new Refusal(400, '', `This search is not understood: ${query}`);
  const data = account.intentsOf(paymentId).toReversed();
  return { object: 'search_result', data, has_more: false, next_page: null, url: '/v1/payment_intents/search' };
}
