import { expect, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';
import { Order_Status as Status, Orders, OrderPaidSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { RefundId } from '#kernel/id.js';
import { eventually } from '#testing/running-service.js';
import { times } from '../../apps/catalog/src/given.js';
import { Steps } from '../../apps/orders/src/steps.js';
import { Dice } from '../faults/dice.js';
import { METHODS } from '../fakes/stripe/objects.js';
import type { StripeShop } from './stripe-shop.js';
import { checkoutOf, signedIn, type Goods } from './till.js';

// Small worlds, each from its seed: a company with a few pieces, more buyers than that, a post that repeats, reorders,
// delays and drops, refunds that fail after all, banks with second thoughts. All of them share services that lose their
// heads between any two steps.

const PIECES = 4;
const BUYERS = 4;
const CUT_CHANCE = 0.08;
const POST = { dropped: 0.15, repeated: 0.3, delayMaxMs: 400 };
const SECOND_THOUGHT = 0.2;
const LINE = { answersLost: 0.03, breakdowns: 0 };
const SWEEP_PAUSE_MS = 500;
const PATIENCE_MS = 60_000;

/** Runs the worlds of these seeds at once, until nothing of them is in the middle; then the books are compared. */
export async function liveThrough(shop: StripeShop, seeds: number[]): Promise<void> {
  const dice = new Dice(seeds[0] ?? 0);
  let cuts = 0;
  jest.spyOn(Steps.prototype, 'reached').mockImplementation(async (step) => {
    if (dice.next() >= CUT_CHANCE) return;
    cuts += 1;
    throw new Error(`cut after ${step}`);
  });
  shop.stripe.breakLine(LINE, seeds[0]);
  const goods = await duringSweeps(shop, () => all(seeds.map((seed) => world(shop, new Dice(seed)))));

  jest.restoreAllMocks();
  shop.stripe.breakLine({});
  await nothingInTheMiddle(shop);
  await booksAgree(shop);
  for (const one of goods) await nothingOversold(shop, one);
  const { intents, refunds, disputes } = shop.stripe.account;
  const so = `${cuts} cuts; so far ${intents.size} payments, ${refunds.size} refunds, ${disputes.size} disputes`;
  console.log(`worlds ${seeds[0]} to ${seeds.at(-1)}: ${so}`);
}

/** Waits for every one, also if another one has failed: nobody acts on services that are being stopped. */
async function all<T>(work: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** What runs once a minute runs more often, for a minute here is short. */
async function duringSweeps<T>(shop: StripeShop, work: () => Promise<T>): Promise<T> {
  let done = false;
  const sweeping = (async () => {
    while (!done) {
      await shop.sweep();
      await sleep(SWEEP_PAUSE_MS);
    }
  })();
  try {
    return await work();
  } finally {
    done = true;
    await sweeping;
  }
}

async function world(shop: StripeShop, dice: Dice): Promise<Goods> {
  const goods = await insist(() => shop.stocked([PIECES / 2, PIECES / 2]));
  shop.stripe.webhooks.route(goods.companyId, POST, dice.whole(0, 2 ** 31));
  const { refundsEnd } = shop.stripe.account;
  const endings = dice.own();
  refundsEnd.set(goods.companyId, () => endings.pick(['succeeded', 'pending', 'pending', 'failed'] as const));
  await all(times(BUYERS, () => shopping(shop, dice.own(), goods)));

  // Banks make up their minds, some of them twice.
  for (const refund of refundsOf(shop, goods)) {
    const outcome = dice.pick(['succeeded', 'failed'] as const);
    shop.stripe.account.finishRefund(refund.id, outcome);
    if (dice.next() < SECOND_THOUGHT) shop.stripe.account.finishRefund(refund.id, 'failed');
  }
  refundsEnd.set(goods.companyId, () => 'succeeded');
  return goods;
}

type Act = (intent: Stripe.PaymentIntent) => unknown;

/** Somebody buys, or changes their mind, or is too slow; the money comes as agreed, late, twice, or is taken back. */
async function shopping(shop: StripeShop, dice: Dice, goods: Goods): Promise<void> {
  const { account } = shop.stripe;
  const token = signedIn();
  const quantity = dice.whole(1, 2);
  const checkout = checkoutOf([goods, quantity]);
  const placed = await insist(() => shop.orders.call(Orders.method.place, checkout, token)).catch(() => undefined);
  if (!placed) return;
  const [{ orderId }, { paymentId }] = [placed.order!, placed.payment!];
  const acts: Record<string, Act> = {
    pay: ({ id }) => account.pay(id, { method: dice.pick(METHODS) }),
    fail: ({ id }) => account.fail(id),
    scan: ({ id }) => account.process(id),
    late: ({ id }) => account.pay(id, { forced: true }),
    twice: ({ id }) => account.payTwice(id),
    other: ({ id }) => account.pay(id, { amount: 1 }),
    cancel: () => insist(() => shop.orders.call(Orders.method.cancel, { orderId }, token)),
    expire: () => shop.timeIsOver(orderId),
    rest: () => sleep(dice.whole(0, 200)),
    dispute: ({ id }) => account.openDispute(id),
    won: ({ id }) => decide(shop, id, 'won'),
    lost: ({ id }) => decide(shop, id, 'lost'),
    paid: () => paidAtLast(shop, orderId, token),
    giveUp: () => giveUp(1),
    giveUpAll: () => giveUp(quantity),
  };
  const giveUp = (pieces: number) => {
    const { lineId } = placed.order!.lines[0]!;
    const asked = { orderId, refundId: RefundId.new(), lines: [{ lineId, quantity: pieces }], reason: '买错了' };
    return insist(() => shop.orders.call(Refunds.method.ask, asked, token));
  };
  const day = dice.pick([
    ['pay'],
    ['fail', 'pay'],
    ['pay', 'cancel'],
    ['cancel', 'pay'],
    ['scan', 'expire', 'rest', 'pay'],
    ['expire', 'rest', 'late'],
    ['cancel', 'rest', 'late'],
    ['pay', 'twice'],
    ['expire', 'twice', 'twice'],
    ['other'],
    ['expire'],
    ['pay', 'dispute', 'won'],
    ['pay', 'rest', 'dispute', 'rest', 'lost'],
    ['pay', 'dispute'],
    ['pay', 'paid', 'giveUp'],
    ['pay', 'paid', 'giveUp', 'rest', 'giveUp'],
    ['pay', 'paid', 'giveUpAll', 'giveUp'],
    ['pay', 'paid', 'giveUp', 'dispute', 'lost'],
    ['pay', 'paid', 'dispute', 'giveUp', 'won'],
  ]);
  // Some at once, some one after the other.
  const together = dice.next() < 0.3;
  const intent = await madeAtLast(shop, paymentId);
  const work = day.map((act) => async () => acts[act]!(intent));
  if (together) await Promise.allSettled(work.map((one) => one()));
  else for (const one of work) await one().catch(() => {}); // Stripe refuses what cannot be: paying what was cancelled.
}

/** As a buyer does whose app got no answer: again, with the same id. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const { code, name } = error as { code?: string; name?: string };
      if (tries === 30 || (code !== 'internal' && code !== 'unavailable' && name !== 'TimeoutError')) throw error;
      await sleep(50);
    }
  }
}

/** Its process may have been cut before it asked: a sweeper does. */
const madeAtLast = (shop: StripeShop, paymentId: string) =>
  eventually(
    async () => {
      const intent = shop.intentOf(paymentId);
      if (!intent) await shop.orders.sql('UPDATE payment SET due_at = now() WHERE payment_id = $1', [paymentId]);
      return intent;
    },
    { within: PATIENCE_MS, every: 200 },
  );

const paidAtLast = (shop: StripeShop, orderId: string, token: string) =>
  eventually(async () => (await shop.order(orderId, token)).status === Status.PAID, { within: 5_000, every: 200 });

function decide({ stripe: { account } }: StripeShop, intentId: string, outcome: 'won' | 'lost'): void {
  for (const { id, payment_intent: of } of account.disputes.values()) {
    if (of === intentId) account.closeDispute(id, outcome);
  }
}

function refundsOf({ stripe: { account } }: StripeShop, { companyId }: Goods): Stripe.Refund[] {
  return [...account.refunds.values()].filter(
    ({ payment_intent: of }) => account.intent(String(of)).metadata['company_id'] === companyId,
  );
}

const MIDDLES = `
  SELECT 'order ' || order_id AS what FROM orders WHERE status = 'EXPIRING'
    OR (due_at IS NOT NULL AND status <> 'AWAITING_PAYMENT')
  UNION ALL SELECT 'payment ' || payment_id FROM payment WHERE status = 'CREATING' OR stray = 'undecided'
  UNION ALL SELECT 'refund ' || refund_id FROM refund WHERE status IN ('REQUESTED', 'PENDING') OR due_at IS NOT NULL
  UNION ALL SELECT 'event ' || event_id FROM provider_event WHERE processed_at IS NULL
  UNION ALL SELECT 'fee ' || ref FROM provider_entry WHERE fee_due_at IS NOT NULL`;

async function nothingInTheMiddle(shop: StripeShop): Promise<void> {
  let left: { what: string }[] = [];
  const settled = eventually(
    async () => {
      // A bank's mind that was not made up in its world.
      for (const { id, status } of shop.stripe.account.refunds.values()) {
        if (status === 'pending') shop.stripe.account.finishRefund(id, 'succeeded');
      }
      await shop.sweep();
      left = await shop.orders.sql<{ what: string }>(MIDDLES);
      if (left.length > 0) await shop.hurry();
      return left.length === 0;
    },
    { every: 500, within: PATIENCE_MS },
  );
  await settled.catch((error: unknown) => {
    throw new Error(`${left.map(({ what }) => what).join(', ')}: ${String(error)}`);
  });
}

/** Stripe's account and our ledger, order by order; and each refund of ours at most once at Stripe. */
async function booksAgree(shop: StripeShop): Promise<void> {
  const { account } = shop.stripe;
  const told = (await shop.orders.published(OrderPaidSchema)).map(({ orderId }) => orderId);
  expect(new Set(told).size).toBe(told.length);

  await eventually(async () => (await differences(shop)).length === 0, { within: PATIENCE_MS, every: 500 }).catch(
    async () => expect(await differences(shop)).toEqual([]),
  );
  const refunds = [...account.refunds.values()].map(({ metadata }) => metadata?.['refund_id']);
  expect(new Set(refunds).size).toBe(refunds.length);
  const rows = await shop.orders.sql<{ ref: string; status: string }>(
    'SELECT ref, status FROM refund WHERE ref IS NOT NULL',
  );
  expect(rows.map(({ ref, status }) => [ref, status])).toEqual(
    rows.map(({ ref }) => [ref, account.refund(ref).status?.toUpperCase()]),
  );
}

async function differences(shop: StripeShop): Promise<string[]> {
  await shop.sweep();
  const [kept, booked] = [shop.stripe.account.kept(), await shop.booked()];
  return [...new Set([...kept.keys(), ...booked.keys()])].flatMap((orderId) => {
    const [theirs, ours] = [kept.get(orderId) ?? 0, booked.get(orderId) ?? 0];
    return theirs === ours ? [] : [`order ${orderId}: Stripe keeps ${theirs}, the books say ${ours}`];
  });
}

/** What left the stock is what paid orders took and did not give up, and never more than there was. */
async function nothingOversold(shop: StripeShop, goods: Goods): Promise<void> {
  const [sold] = await shop.orders.sql<{ pieces: number }>(
    `SELECT coalesce(sum(quantity - refunded_quantity), 0)::int AS pieces FROM order_line JOIN orders USING (company_id, order_id)
     WHERE sku_id = $1 AND paid_by IS NOT NULL`,
    [goods.skuId],
  );
  expect(sold!.pieces).toBeLessThanOrEqual(PIECES);
  await eventually(async () => (await shop.farm.stock(goods)).onHand === PIECES - sold!.pieces, {
    within: PATIENCE_MS,
  });
}
