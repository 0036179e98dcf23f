import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { brokenBooks } from '../faults/books.js';
import { signatureOf } from '../fakes/stripe/webhooks.js';
import type { LedgerAccounts, Order, Payment, PlacedOrder } from './answers.js';
import { checkoutOf, givenBuyer, journalsOf, of, type Buyer } from './buyer.js';
import { givenShop, type OnSale, type Shop } from './shop.js';
import { stripeProcess, WEBHOOK_SECRET } from './stripe-process.js';
import { eventually, wholeSystem } from './whole-system.js';

// A loaded machine takes its time, and a test that gives up early fails for nothing.
jest.setTimeout(120_000);

// What runs once a minute or once an hour runs every second here.
const stripe = stripeProcess();
const system = wholeSystem({ env: { PAUSE_MAX: '1s' }, stripe: stripe.settings });
let shop: Shop;
let buyer: Buyer;
let goods: OnSale;
beforeAll(async () => {
  await stripe.tells(system);
  shop = await givenShop(system);
  buyer = await givenBuyer(system);
  goods = await shop.sells();
});

const intentOf = ({ clientSecret }: Payment) => clientSecret.split('_secret_')[0]!;

/** Placed at the door, paid at Stripe, and known to be by Stripe's word at the door. */
async function bought(pieces: number, method = 'card'): Promise<{ order: Order; intent: string }> {
  const { order, payment } = await buyer.place(checkoutOf([of(goods, pieces)]));
  const intent = intentOf(payment);
  await stripe.do('pay', { id: intent, method });
  return { order: await buyer.until(order, ['PAID']), intent };
}

async function givesUp({ orderId, lines }: Order, quantity: number): Promise<string> {
  const refundId = randomUUID();
  const asked = { refundId, lines: [{ lineId: lines[0]!.lineId, quantity }], reason: '买多了' };
  await buyer.door.post(`/orders/${orderId}/refunds`, asked);
  return refundId;
}

const refundIs = (order: Order, status: string) =>
  eventually(`a refund ${status}`, async () => {
    const { refunds } = await buyer.order(order);
    return refunds.some((refund) => refund.status === status);
  });

/** Codes of what is open. */
async function warnings(): Promise<string[]> {
  const open = await system.sql<{ code: string }>('attribution', 'SELECT code FROM warning WHERE closed_at IS NULL');
  return open.map(({ code }) => code);
}

/** Sends bytes to the webhook, as anybody can. */
async function tell(body: string, headers: Record<string, string>): Promise<unknown[]> {
  const answer = await fetch(`${system.running.url}/webhooks/stripe`, { method: 'POST', headers, body });
  const { code } = (await answer.json()) as { code?: string };
  return [answer.status, code];
}

describe('A shop that is paid through Stripe, at its public door', () => {
  it('takes cards, Alipay and WeChat Pay, and books what Stripe took for it', async () => {
    const placed: PlacedOrder = await buyer.place(checkoutOf([of(goods)]));
    expect(placed.payment).toMatchObject({ provider: 'stripe', status: 'PENDING' });
    await expect(buyer.pay(placed.payment)).rejects.toMatchObject({ code: 'not_found' });
    await buyer.cancel(placed.order);

    for (const method of ['card', 'alipay', 'wechat_pay']) {
      const { order } = await bought(1, method);
      await journalsOf(shop.mentor.door, order, ['order_paid', 'fee_trueup']);
    }
  });

  it('believes a webhook that is signed over its very bytes, and no other', async () => {
    const event = { id: `evt_${randomUUID()}`, object: 'event', type: 'customer.created', data: { object: {} } };
    // As no JSON library would write it again.
    const body = ` ${JSON.stringify(event, null, '\t')}\r\n`;
    const signed = { 'stripe-signature': signatureOf(body, WEBHOOK_SECRET), 'content-type': 'application/json' };
    const refused = [400, 'webhook.refused'];

    expect(await tell(body, signed)).toEqual([200, undefined]);
    expect(await tell(JSON.stringify(event), signed)).toEqual(refused);
    expect(await tell(body, { 'content-type': 'application/json' })).toEqual(refused);
    const old = signatureOf(body, WEBHOOK_SECRET, Math.floor(Date.now() / 1_000) - 301);
    expect(await tell(body, { ...signed, 'stripe-signature': old })).toEqual(refused);
    expect(await tell(body, { ...signed, 'stripe-signature': signatureOf(body, 'guessed') })).toEqual(refused);
  });

  it('gives money back, also what fails weeks after it had arrived', async () => {
    const { order } = await bought(3);
    await givesUp(order, 1);
    await refundIs(order, 'SUCCEEDED');

    await stripe.do('mood', { mood: { refundsEndAs: 'pending' } });
    await givesUp(order, 2);
    const ref = await eventually('the refund at Stripe', async () => {
      const sql = `SELECT ref FROM refund WHERE order_id = $1 AND status = 'PENDING' AND ref IS NOT NULL`;
      return (await system.sql<{ ref: string }>('orders', sql, [order.orderId]))[0]?.ref;
    });
    await stripe.do('finishRefund', { id: ref, outcome: 'succeeded' });
    await buyer.until(order, ['REFUNDED']);
    await stripe.do('finishRefund', { id: ref, outcome: 'failed' });
    await stripe.do('mood', { mood: { refundsEndAs: 'succeeded' } });

    await refundIs(order, 'FAILED');
    await buyer.until(order, ['PAID']);
    await journalsOf(shop.mentor.door, order, ['order_refunded', 'refund_failed']);
  });

  it('holds what a bank takes back, has it again or bears it', async () => {
    const [won, lost, open] = [await bought(1), await bought(1), await bought(2)];
    const disputed = async ({ intent }: { intent: string }) =>
      (await stripe.do<{ id: string }>('openDispute', { id: intent })).id;
    const [first, second] = [await disputed(won), await disputed(lost)];
    await journalsOf(shop.mentor.door, won.order, ['dispute_hold']);
    await stripe.do('closeDispute', { id: first, outcome: 'won' });
    await stripe.do('closeDispute', { id: second, outcome: 'lost' });
    await disputed(open);

    await journalsOf(shop.mentor.door, won.order, ['dispute_won']);
    await journalsOf(shop.mentor.door, lost.order, ['dispute_lost']);
    await journalsOf(shop.mentor.door, open.order, ['dispute_hold']);
    const { accounts } = await shop.mentor.door.get<LedgerAccounts>(shop.path('/ledger-accounts'));
    const reserve = accounts.find(({ name }) => name === 'reserve:dispute');
    expect(reserve?.balanceFen).toBe(`-${open.order.totalFen}`);
  });

  it('has books that agree with Stripe’s, line by line and order by order; a fen less is seen', async () => {
    expect(await brokenBooks(system, '30s')).toEqual([]);

    // Hours later what Stripe keeps of each order is compared as well.
    await system.sql('orders', `UPDATE provider_entry SET happened_at = happened_at - interval '2 h'`);
    const shift = (fen: number) =>
      system.sql(
        'orders',
        `UPDATE provider_entry SET amount_fen = amount_fen + $1, compare_at = now()
         WHERE ref = (SELECT min(ref) FROM provider_entry WHERE kind = 'charge')`,
        [fen],
      );
    await shift(-1);
    await eventually('the company is warned', async () => (await warnings()).includes('clearing.differs'));
    const broken = (await brokenBooks(system, '1s')) as { says: string }[];
    expect(broken.map(({ says }) => says)).toEqual([
      expect.stringContaining('ledger books'),
      expect.stringContaining('came into the provider’s account'),
      expect.stringContaining('Stripe itself'),
    ]);
    await shift(1);

    await eventually('no more warning', async () => !(await warnings()).includes('clearing.differs'));
  });
});
