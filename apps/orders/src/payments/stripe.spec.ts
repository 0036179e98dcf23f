import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Fen } from '#kernel/fen.js';
import { CompanyId, OrderId, PaymentId, PersonId, RefundId } from '#kernel/id.js';
import { read } from '#service/settings.js';
import { FakeStripe } from '../../../../test/fakes/stripe/fake-stripe.js';
import { signatureOf } from '../../../../test/fakes/stripe/webhooks.js';
import { settings } from '../config.js';
import type { NewPayment } from './provider.js';
import { StripeProvider } from './stripe.js';

// Made of words, so that nobody takes them for keys.
const KEY = ['sk', 'test', 'orders'].join('_');
const WEBHOOK_SECRET = 'signed with this';

let fake: FakeStripe;
let provider: StripeProvider;

beforeEach(async () => {
  fake = new FakeStripe(KEY, WEBHOOK_SECRET);
  await fake.open();
  provider = providerAt(fake.url);
});
afterEach(() => fake.close());

const providerAt = (url: string, key = KEY) =>
  new StripeProvider(
    read(settings, {
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: key,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: url,
      PII_KEY: 'a',
      PII_INDEX_KEY: 'b',
      BLOB_FOLDER: '/nowhere',
      BLOB_LINK_SECRET: 'c',
    }),
  );

const newPayment = (amountFen = 8_100): NewPayment => {
  const paymentId = PaymentId.new();
  return {
    paymentId,
    orderId: OrderId.new(),
    companyId: CompanyId.new(),
    buyerId: PersonId.new(),
    amountFen: Fen.of(amountFen),
    idempotencyKey: `pay:${paymentId}`,
  };
};
const paid = async (method: 'card' | 'alipay' | 'wechat_pay' = 'card') => {
  const { ref } = await provider.create(newPayment());
  fake.account.pay(ref, { method });
  return ref;
};
async function allOf<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

describe('A payment at Stripe', () => {
  it('is asked for in yuan, by card, Alipay or WeChat Pay, under its key', async () => {
    const payment = newPayment();
    const [first, again] = [await provider.create(payment), await provider.create(payment)];

    expect(first).toMatchObject({
      provider: 'stripe',
      status: 'PENDING',
      receivedFen: 0n,
      currency: 'CNY',
      livemode: false,
      orderId: payment.orderId,
      paymentId: payment.paymentId,
    });
    expect(again).toEqual(first);
    expect(fake.account.intent(first.ref)).toMatchObject({
      amount: 8_100,
      currency: 'cny',
      payment_method_types: ['card', 'alipay', 'wechat_pay'],
      metadata: { company_id: payment.companyId },
    });
    expect(first.clientSecret).toContain(first.ref);
  });

  it('whose answer was lost is the same one when it is asked for again', async () => {
    fake.breakLine({ answersLost: 1 });
    const payment = newPayment();
    await expect(provider.create(payment)).rejects.toMatchObject({ code: 'unavailable' });
    fake.breakLine({});

    const { ref } = await provider.create(payment);

    expect([...fake.account.intents.keys()]).toEqual([ref]);
  });

  it('is found by our id when the key is forgotten', async () => {
    const payment = newPayment();
    const { ref, clientSecret } = await provider.create(payment);
    fake.account.letPass(25 * 3_600);

    expect(await provider.find(payment.paymentId)).toMatchObject([{ ref, clientSecret }]);
    expect(await provider.find(PaymentId.new())).toEqual([]);
  });

  it('that Stripe will never make has failed, instead of being asked for until doomsday', async () => {
    fake.account.mood.leastAmount = 400;
    const payment = newPayment(399);

    expect(await provider.create(payment)).toMatchObject({ status: 'FAILED', paymentId: payment.paymentId });
  });

  it('is pending through failed tries and scanned codes, until it has succeeded', async () => {
    const { ref } = await provider.create(newPayment());
    fake.account.fail(ref);
    expect(await provider.fetch(ref)).toMatchObject({ status: 'PENDING' });
    fake.account.process(ref);
    expect(await provider.cancel(ref)).toMatchObject({ status: 'PENDING' });

    fake.account.pay(ref, { method: 'wechat_pay' });

    expect(await provider.fetch(ref)).toMatchObject({ status: 'SUCCEEDED', receivedFen: 8_100n });
    expect(await provider.cancel(ref)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is cancelled once, and cancelled is what it stays', async () => {
    const { ref } = await provider.create(newPayment());

    expect(await provider.cancel(ref)).toMatchObject({ status: 'CANCELLED' });
    expect(await provider.cancel(ref)).toMatchObject({ status: 'CANCELLED' });
  });

  it('that nobody made is unknown', async () => {
    expect(await provider.fetch('pi_unknown')).toBeUndefined();
    expect(await provider.fetchRefund('re_unknown')).toBeUndefined();
    expect(await provider.fetchDispute('dp_unknown')).toBeUndefined();
  });

  it('that succeeded is listed, page by page', async () => {
    const refs: string[] = [];
    for (let no = 0; no < 103; no += 1) refs.push(await paid());
    await provider.create(newPayment());

    const seen = await allOf(provider.listSettled(new Date(Date.now() - 60_000)));

    expect(seen.map(({ ref }) => ref).sort()).toEqual(refs.sort());
    expect(await allOf(provider.listSettled(new Date(Date.now() + 60_000)))).toEqual([]);
  });

  it('waits where Stripe is away, and says so', async () => {
    await fake.close();

    await expect(provider.create(newPayment())).rejects.toMatchObject({ code: 'unavailable' });
    fake = new FakeStripe(KEY, WEBHOOK_SECRET);
    await fake.open();
    await expect(providerAt(fake.url, `${KEY}2`).create(newPayment())).rejects.toThrow('Invalid API Key');
  });

  it('is of real money with a live key only', () => {
    expect(provider.livemode).toBe(false);
    for (const kind of ['sk', 'rk']) expect(providerAt(fake.url, [kind, 'live', 'x'].join('_')).livemode).toBe(true);
  });
});

describe('A refund at Stripe', () => {
  const refund = (paymentRef: string, amountFen = 1_000) => {
    const refundId = RefundId.new();
    return { refundId, paymentRef, amountFen: Fen.of(amountFen), idempotencyKey: `refund:${refundId}` };
  };

  it('may be pending for days, then succeed, then fail', async () => {
    fake.account.mood.refundsEndAs = 'pending';
    const wanted = refund(await paid('alipay'));
    const { ref, status } = await provider.refund(wanted);
    expect(status).toBe('PENDING');
    expect((await provider.refund(wanted)).ref).toBe(ref);

    fake.account.finishRefund(ref!, 'succeeded');
    expect(await provider.fetchRefund(ref!)).toEqual({ ref, status: 'SUCCEEDED' });
    fake.account.finishRefund(ref!, 'failed');

    expect(await provider.findRefund(wanted.paymentRef, wanted.refundId)).toEqual({ ref, status: 'FAILED' });
    expect(await provider.findRefund(wanted.paymentRef, RefundId.new())).toBeUndefined();
  });

  it('that is refused has failed: above what is left, or while the payment is disputed', async () => {
    const ref = await paid();
    expect(await provider.refund(refund(ref, 8_101))).toEqual({ ref: null, status: 'FAILED' });
    fake.account.openDispute(ref);

    expect(await provider.refund(refund(ref))).toEqual({ ref: null, status: 'FAILED' });
  });
});

describe('What Stripe tells', () => {
  const told = (no = -1) => Buffer.from(JSON.stringify(fake.account.events.at(no)));

  it('is believed if it is signed over the very bytes, and young', async () => {
    const ref = await paid();
    const [body, now] = [told(), Math.floor(Date.now() / 1_000)];
    const events = provider.parseWebhook(body, signatureOf(`${body}`, WEBHOOK_SECRET), new Date());
    expect(events).toMatchObject([{ type: 'payment_intent.succeeded', kind: 'payment', ref, became: 'SUCCEEDED' }]);
    // While a secret is being changed two stand there.
    const [old, fresh] = [signatureOf(`${body}`, 'the old one'), signatureOf(`${body}`, WEBHOOK_SECRET)];
    provider.parseWebhook(body, `${old},${fresh.slice(fresh.indexOf('v1'))}`, new Date());

    const again = Buffer.from(JSON.stringify(JSON.parse(`${body}`), null, 1));
    for (const [bytes, signature] of [
      [body, ''],
      [body, signatureOf(`${body}`, 'guessed')],
      [again, fresh],
      [body, signatureOf(`${body}`, WEBHOOK_SECRET, now - 301)],
      [Buffer.from('{'), signatureOf('{', WEBHOOK_SECRET)],
    ] as const) {
      expect(() => provider.parseWebhook(bytes, signature, new Date())).toThrow(
        expect.objectContaining({ code: 'webhook.refused' }),
      );
    }
  });

  it('points at what must be looked at: the payment of a charge, refunds, disputes', async () => {
    const ref = await paid();
    const wanted = { refundId: RefundId.new(), paymentRef: ref, amountFen: Fen.of(100), idempotencyKey: 'one' };
    const refunded = await provider.refund(wanted);
    fake.account.openDispute(ref);

    const events = await allOf(provider.listEvents(new Date(Date.now() - 60_000)));

    const seen = new Map(events.map(({ type, kind, ref: of }) => [type, [kind, of]]));
    expect(seen.get('payment_intent.created')?.[0]).toBe('other');
    expect(seen.get('charge.succeeded')).toEqual(['payment', ref]);
    expect(seen.get('refund.created')).toEqual(['refund', refunded.ref]);
    expect(seen.get('charge.dispute.funds_withdrawn')?.[0]).toBe('dispute');
    expect(seen.get('charge.refunded')?.[0]).toBe('other');
  });
});

describe('Our account with Stripe', () => {
  it('tells of every line what it is about, what it moved and what it cost', async () => {
    const ref = await paid();
    await provider.refund({ refundId: RefundId.new(), paymentRef: ref, amountFen: Fen.of(100), idempotencyKey: 'one' });
    fake.account.openDispute(ref);

    const entries = await allOf(provider.listEntries(new Date(Date.now() - 60_000)));

    expect(entries.map(({ kind, paymentRef, amountFen, feeFen }) => [kind, paymentRef, amountFen, feeFen])).toEqual([
      ['dispute', ref, -8_000n, 1_500n],
      ['refund', ref, -100n, 0n],
      ['charge', ref, 8_100n, 475n],
    ]);
  });

  it('is in yuan whatever Stripe settles in', async () => {
    fake.account.mood.settlesIn = { currency: 'hkd', rate: 1.0873 };
    const ref = await paid('wechat_pay');
    fake.account.openDispute(ref);

    const entries = await allOf(provider.listEntries(new Date(Date.now() - 60_000)));

    expect(fake.account.entries[0]).toMatchObject({ currency: 'hkd', amount: 8_807, fee: 194 });
    expect(entries.map(({ amountFen, feeFen }) => [amountFen, feeFen])).toEqual([
      [-8_100n, 1_500n],
      [8_100n, 178n],
    ]);
  });

  it('shows a dispute by what it took and gave back', async () => {
    const ref = await paid();
    const { id } = fake.account.openDispute(ref);
    const held = { takenFen: 8_100n, takenFeeFen: 1_500n, returnedFen: 0n, returnedFeeFen: 0n };
    expect(await provider.fetchDispute(id)).toEqual({ ref: id, paymentRef: ref, status: 'OPEN', ...held });

    fake.account.closeDispute(id, 'won');

    expect(await provider.fetchDispute(id)).toMatchObject({
      status: 'WON',
      returnedFen: 8_100n,
      returnedFeeFen: 1_500n,
    });
  });
});
