import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomInt, randomUUID } from 'node:crypto';
import { expect, it, jest } from '@jest/globals';
import { codeAt, stepAt } from '../../apps/identity/src/second-factor/totp.js';
import type { PlacedOrder, SignedIn } from './answers.js';
import { BEIJING, Buyer, checkoutOf, givenBuyer, of } from './buyer.js';
import { Door } from './door.js';
import { givenShop } from './shop.js';
import { eventually, wholeSystem } from './whole-system.js';

// A loaded machine takes its time, and a test that gives up early fails for nothing.
jest.setTimeout(180_000);

const system = wholeSystem();

interface Cart {
  companies: { companyId: string; goodsFen: string; lines: { skuId: string; quantity: number; state: string }[] }[];
  orders: number;
  goodsFen: string;
  notice: string;
}

interface Address {
  addressId: string;
  isDefault: boolean;
}

/** The codes that a phone got by text message. */
function codesOf(phone: string): string[] {
  const file = join(system.running.folder, 'sms.jsonl');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const texts = lines.map((line) => JSON.parse(line)).filter((message) => message.phone === phone);
  return texts.flatMap(({ text }) => /验证码 (\d{6})/.exec(text)?.[1] ?? []);
}
const codeTo = (phone: string, nth: number) => eventually(`code ${nth}`, async () => codesOf(phone)[nth - 1]);

const bytesOf = (base32: string) => {
  const bits = [...base32].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  );
};

it('Somebody fills a cart, signs up, orders from two shops, joins one, forgets the password and locks the door twice', async () => {
  const [first, second] = [await givenShop(system), await givenShop(system)];
  const [potatoes, apples] = [await first.sells({ priceFen: 2_990 }), await second.sells({ priceFen: 5_000 })];
  const [phone, password, cartId] = [`137${randomInt(1e8)}`.padEnd(11, '0'), '甘肃 potatoes 2026', randomUUID()];

  // Before signing in.
  await system.door.put(`/cart/lines/${potatoes.skuId}`, { quantity: 2, cartId });
  const half = system.door.put(`/cart/lines/${potatoes.skuId}`, { quantity: 1.5, cartId });
  await expect(half).rejects.toMatchObject({ status: 400, code: 'request.invalid', body: { field: 'quantity' } });
  const { person, accessToken } = await system.door.post<SignedIn>('/auth/sign-up', { phone, password, name: '李雪' });
  const door = new Door(system.running.url, undefined, accessToken);
  await door.put(`/cart/lines/${potatoes.skuId}`, { quantity: 1 });
  await door.put(`/cart/lines/${apples.skuId}`, { quantity: 3 });

  // One cart, two orders, as the cart said.
  const cart = await door.post<Cart>('/cart/merge', { mergeId: randomUUID(), cartId });
  expect(cart).toMatchObject({ orders: 2, goodsFen: String(2 * 2_990 + 3 * 5_000) });
  expect(cart.notice).toContain('2 笔订单');
  const { name, phone: to, regionCode, detail } = checkoutOf([]).shippingAddress;
  const { addresses } = await door.put<{ addresses: Address[] }>(`/me/addresses/${randomUUID()}`, {
    ...{ name, phone: to, regionCode, detail },
  });
  const {
    addressId: _,
    isDefault,
    ...shippingAddress
  } = addresses[0] as Address & ReturnType<typeof checkoutOf>['shippingAddress'];
  expect(isDefault).toBe(true);
  const buyer = new Buyer({ personId: person.personId, door });
  for (const { lines } of cart.companies) {
    const wanted = lines.map(({ skuId, quantity }) => of({ skuId }, quantity));
    const { totalFen } = await door.post<{ totalFen: string }>('/quotes', { lines: wanted, regionCode: BEIJING });
    const checkout = checkoutOf(wanted, { shippingAddress, expectedTotalFen: totalFen });
    const { order, payment } = await door.post<PlacedOrder>('/orders', checkout);
    await door.delete(`/cart/lines?${wanted.map(({ skuId }) => `skuIds=${skuId}`).join('&')}`);
    await buyer.pay(payment);
    await buyer.until(order, ['PAID']);
  }
  expect(await door.get<Cart>('/cart')).toMatchObject({ companies: [], orders: 0, notice: '' });

  // The first shop takes them on: the phone proves who they are.
  const [invitationId, orders] = [randomUUID(), first.path('/orders')];
  await first.owner.door.post(first.path('/invitations'), { invitationId, phone, roles: ['packer'] });
  const accept = () => door.post(`/me/invitations/${invitationId}/acceptance`);
  await expect(accept()).rejects.toMatchObject({ code: 'phone.unproved' });
  await door.post('/me/phone-codes', { codeId: randomUUID() });
  await door.post('/me/phone-proof', { code: await codeTo(phone, 1) });
  await accept();
  await eventually('the new packer is let in', () => door.get(orders).catch(() => undefined));

  // Another code within a minute is not to be had; time passes.
  const forgot = () => system.door.post('/auth/password-codes', { codeId: randomUUID(), phone });
  await expect(forgot()).rejects.toMatchObject({ status: 429, code: 'overloaded' });
  await system.sql('identity', `UPDATE phone_code SET sent_at = sent_at - interval '2 minutes'`);
  await forgot();
  const anew = { phone, password: '洋芋 new 2027' };
  await system.door.post('/auth/password', { ...anew, code: await codeTo(phone, 2) });
  await expect(system.door.post('/auth/sign-in', { phone, password })).rejects.toMatchObject({ code: 'auth.failed' });

  // A second factor.
  const again = (await system.door.post<SignedIn>('/auth/sign-in', anew)).accessToken;
  const enrolmentId = randomUUID();
  const { secret } = await door.withToken(again).post<{ secret: string }>('/me/second-factor', {
    ...{ enrolmentId, password: anew.password },
  });
  const code = codeAt(bytesOf(secret), stepAt(new Date()));
  const { codes } = await door.withToken(again).post<{ codes: string[] }>('/me/second-factor/confirmation', {
    ...{ enrolmentId, code },
  });
  await expect(system.door.post('/auth/sign-in', anew)).rejects.toMatchObject({ code: 'auth.code_required' });
  await system.door.post('/auth/sign-in', { ...anew, code: codes[0] });

  // And the shop lets them go.
  const { members } = await first.owner.door.get<{ members: { membershipId: string; person: { personId: string } }[] }>(
    first.path('/members'),
  );
  const { membershipId } = members.find((member) => member.person.personId === person.personId)!;
  await first.owner.door.post(first.path(`/memberships/${membershipId}/end`));
  const token = (await system.door.post<SignedIn>('/auth/sign-in', { ...anew, code: codes[1] })).accessToken;
  await expect(door.withToken(token).get(orders)).rejects.toMatchObject({ code: 'access.denied' });
});

it('Decimal quantity (medusa#16802): a part of a piece is refused wherever pieces are counted, and none is rounded', async () => {
  const shop = await givenShop(system);
  const apples = await shop.sells({ lots: [{ pieces: 5 }] });
  const { skuId, lots } = apples;
  const buyer = await givenBuyer(system);
  const order = await buyer.buys([of(apples, 2)]);
  const { orderId, lines } = order;

  for (const pieces of [1.5, 0.1, '1.5', '0.1'] as number[]) {
    const wanted = [{ skuId, quantity: pieces }];
    const given = { refundId: randomUUID(), lines: [{ lineId: lines[0]!.lineId, quantity: pieces }], reason: '少了' };
    const asked: [answer: Promise<unknown>, field: string][] = [
      [buyer.quote(wanted), 'lines[0].quantity'],
      [buyer.place(checkoutOf(wanted)), 'lines[0].quantity'],
      [buyer.door.put(`/cart/lines/${skuId}`, { quantity: pieces }), 'quantity'],
      [buyer.door.post(`/orders/${orderId}/refunds`, given), 'lines[0].quantity'],
      [shop.door.post(shop.path('/packings'), { lotId: lots[0]!.lotId, skuId, pieces }), 'pieces'],
    ];

    for (const [answer, field] of asked) {
      await expect(answer).rejects.toMatchObject({ status: 400, code: 'request.invalid', body: { field } });
    }
  }
  await eventually('two of five sold', async () => (await shop.stockOf(apples)).onHand === 3);
  expect(await shop.stockOf(apples)).toMatchObject({ held: 0 });
  expect((await buyer.order(order)).refunds).toEqual([]);
});
