import type { Row } from '../book.js';
import type { Books, Check } from '../check.js';
import { pairs } from '../pairs.js';
import type { Charge } from '../provider.js';
import { READ_WITHIN } from './provider-account.js';

interface PaymentRow extends Row {
  key: string;
  order_id: string;
  status: string;
  amount_fen: bigint;
  received_fen: bigint;
  young: boolean;
}

interface RefundRow extends Row {
  key: string;
  order_id: string;
  status: string;
  amount_fen: bigint;
  young: boolean;
}

interface Booked extends Row {
  key: string;
  fen: bigint;
  young: boolean;
}

const payments = ({ orders, youngS }: Books) =>
  orders.rows<PaymentRow>(
    `SELECT payment_id::text AS key, order_id::text, company_id, status, amount_fen, received_fen,
       greatest(created_at, succeeded_at) > now() - make_interval(secs => $1) AS young
     FROM payment WHERE provider = 'sandbox' ORDER BY payment_id`,
    [youngS],
  );

const chargesArePayments: Check = {
  says: 'What came in at the provider is what the payments of orders say',
  async *breaches(books) {
    for await (const { left: charge, right: payment } of pairs(inOrder(capturedByPayment(books)), payments(books))) {
      const captured = charge?.capturedFen ?? 0n;
      const received = payment?.status === 'SUCCEEDED' ? payment.received_fen : 0n;
      if (captured === received || payment?.young || isYoung(charge, books)) continue;
      yield {
        payment_id: charge?.paymentId ?? payment?.key,
        order_id: payment?.order_id ?? 'none',
        captured_fen: captured,
        received_fen: received,
        charge: charge?.key ?? 'none',
      };
    }
  },
};

const refundsAreRefunds: Check = {
  says: 'What went back at the provider is what the refunds of orders say',
  async *breaches(books) {
    const { orders, provider, youngS } = books;
    const given = provider.refunds
      .map((refund) => ({ ...refund, key: refund.refundId }))
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    const asked = orders.rows<RefundRow>(
      `SELECT refund_id::text AS key, order_id::text, company_id, status, amount_fen,
         greatest(requested_at, finished_at) > now() - make_interval(secs => $1) AS young
       FROM refund WHERE provider = 'sandbox' ORDER BY refund_id`,
      [youngS],
    );
    for await (const { left: refund, right: row } of pairs(inOrder(given), asked)) {
      const back = refund?.status === 'SUCCEEDED' ? refund.amountFen : 0n;
      const said = row?.status === 'SUCCEEDED' ? row.amount_fen : 0n;
      if (back === said || row?.young || isYoung(refund, books)) continue;
      yield { refund_id: refund?.key ?? row?.key, order_id: row?.order_id ?? 'none', given_fen: back, said_fen: said };
    }
  },
};

const bookedIsWhatCameIn: Check = {
  says: 'What the ledger books as the buyers’ money is what the provider took less what it gave back',
  async *breaches(books) {
    const booked = books.attribution.rows<Booked>(
      `SELECT order_id::text AS key, -sum(leg.amount)::bigint AS fen,
         max(recorded_at) > now() - make_interval(secs => $1) AS young
       FROM journal, unnest(accounts, amounts) AS leg (account, amount)
       WHERE leg.account = 'clearing:psp' AND order_id IS NOT NULL
       GROUP BY order_id ORDER BY order_id`,
      [books.youngS],
    );
    const took = byOrder([...(await tookByOrder(books)), ...(await keptElsewhere(books))]);
    for await (const { left: told, right: row } of pairs(inOrder(took), booked)) {
      if ((told?.fen ?? 0n) === (row?.fen ?? 0n) || told?.young || row?.young) continue;
      yield { order_id: told?.key ?? row?.key, provider_fen: told?.fen ?? 0n, booked_fen: row?.fen ?? 0n };
    }
  },
};

const oneChargeForOneOrder: Check = {
  says: 'Each charge belongs to one order',
  async *breaches(books) {
    const taken = books.provider.charges.filter((charge) => charge.capturedFen > 0n).sort(byPayment);
    for (const [at, charge] of taken.entries()) {
      const earlier = taken[at - 1];
      if (earlier?.paymentId === charge.paymentId) {
        yield { payment_id: charge.paymentId, charges: [earlier.key, charge.key] };
      }
    }
    // A payment has one order by its key; an order of two charges must have told one of them as stray.
    yield* books.orders.rows(
      `SELECT order_id, array_agg(payment_id) AS payments FROM payment
       WHERE status = 'SUCCEEDED' AND stray IS NULL GROUP BY company_id, order_id HAVING count(*) > 1`,
    );
  },
};

/** Money: what the provider's own file says against what we say. */
export const money = [chargesArePayments, refundsAreRefunds, bookedIsWhatCameIn, oneChargeForOneOrder];

/** Charges by the shop's id of the payment; several for one are one sum. */
function capturedByPayment({ provider }: Books): Charge[] {
  const sums = new Map<string, Charge>();
  for (const charge of provider.charges) {
    const sum = sums.get(charge.paymentId);
    if (!sum) sums.set(charge.paymentId, { ...charge, key: charge.paymentId });
    else {
      sum.capturedFen += charge.capturedFen;
      sum.changedAt = Math.max(sum.changedAt, charge.changedAt);
    }
  }
  return [...sums.values()].sort(byPayment);
}

/** What the sandbox provider kept of each order's charges. */
async function tookByOrder(books: Books): Promise<Booked[]> {
  const charges = new Map(books.provider.charges.map((charge) => [charge.key, charge]));
  const orderOf = new Map<string, string>();
  for await (const payment of payments(books)) orderOf.set(payment.key, payment.order_id);
  return [...charges.values()]
    .filter(({ capturedFen }) => capturedFen > 0n)
    .map((charge) => ({
      key: orderOf.get(charge.paymentId) ?? `none: ${charge.key}`,
      fen: charge.capturedFen - charge.refundedFen,
      young: isYoung(charge, books),
    }));
}

/** What other providers keep of each order, by their own accounts as orders has read them. */
async function keptElsewhere({ orders, youngS }: Books): Promise<Booked[]> {
  const kept: Booked[] = [];
  const rows = orders.rows<Booked>(
    `SELECT order_id::text AS key, coalesce((SELECT sum(amount_fen - fee_fen) FROM provider_entry e
         WHERE (e.company_id, e.order_id) = (p.company_id, p.order_id)), 0)::bigint AS fen,
       greatest(max(succeeded_at), (SELECT max(finished_at) FROM refund r
           WHERE (r.company_id, r.order_id) = (p.company_id, p.order_id)), (SELECT max(coalesce(ended_at, opened_at))
           FROM dispute d WHERE (d.company_id, d.order_id) = (p.company_id, p.order_id)))
         > now() - ${READ_WITHIN} AS young
     FROM payment p WHERE status = 'SUCCEEDED' AND provider <> 'sandbox' GROUP BY company_id, order_id`,
    [youngS],
  );
  for await (const row of rows) kept.push(row);
  return kept;
}

/** One sum for each order, sorted. */
function byOrder(all: Booked[]): Booked[] {
  const sums = new Map<string, Booked>();
  for (const { key, fen, young } of all) {
    const earlier = sums.get(key);
    sums.set(key, { key, fen: fen + (earlier?.fen ?? 0n), young: young || (earlier?.young ?? false) });
  }
  return [...sums.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
}

const isYoung = (happened: { changedAt: number } | undefined, { youngS }: Books) =>
  happened !== undefined && happened.changedAt > Date.now() - youngS * 1_000;
const byPayment = (one: Charge, other: Charge) => (one.paymentId < other.paymentId ? -1 : 1);

async function* inOrder<T>(all: T[]): AsyncGenerator<T> {
  yield* all;
}
