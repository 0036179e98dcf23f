import { connect } from '@nats-io/transport-node';
import { describe, expect, it } from '@jest/globals';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { CodeId, PersonId } from '#kernel/id.js';
import { rpcSubject } from '#messaging/subjects.js';
import { runningService } from '#testing/running-service.js';
import { settings } from '../../apps/identity/src/config.js';
import { IdentityModule } from '../../apps/identity/src/identity.module.js';
import { accessToken, bearer, gatewayAlone, identityEnv } from './gateway-alone.js';

const overloaded = { code: 'overloaded', status: 429 };

describe('Under overload the door', () => {
  const door = gatewayAlone({ env: { IN_FLIGHT_MAX: '2', REQUEST_DEADLINE: '1s' } });

  it('sends the next one away at once, keeps its deadline, and takes others again', async () => {
    const hanging = await connect({ servers: door.broker.url });
    // Hears the question and never answers.
    hanging.subscribe(rpcSubject(Products.method.list), { callback: () => {} });
    await hanging.flush();

    const waiting = [door.fetch('/api/products?q=1'), door.fetch('/api/products?q=2')];
    await new Promise((resolve) => setTimeout(resolve, 200));
    const began = Date.now();
    const refused = await door.fetch('/api/products?q=3');

    expect(Date.now() - began).toBeLessThan(500);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject(overloaded);
    for (const response of await Promise.all(waiting)) expect(response.status).toBe(503);
    expect((await door.fetch('/api/categories')).status).toBe(503);
    await hanging.close();
  });
});

describe('Against floods the door', () => {
  const door = gatewayAlone({ env: { PERSON_PER_SECOND: '5', ADDRESS_PER_SECOND: '40' } });

  it('counts by person, then by address', async () => {
    const [one, two] = await Promise.all([accessToken(PersonId.new()), accessToken(PersonId.new())]);
    const asked = async (token: string) => (await door.fetch('/api/orders', { headers: bearer(token) })).status;
    await startOfSecond();

    const ofOne = await Promise.all(Array.from({ length: 10 }, () => asked(one)));
    const ofTwo = await asked(two);
    const ofAll = await Promise.all(Array.from({ length: 240 }, () => door.fetch('/healthz')));

    expect(ofOne.filter((status) => status === 429)).toHaveLength(5);
    expect(ofTwo).toBe(503);
    expect(ofAll.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    await startOfSecond();
    expect(await asked(one)).toBe(503);
  });
});

describe('Against who guesses the door', () => {
  const identity = runningService('identity', IdentityModule, { settings, env: identityEnv });
  const limits = {
    SIGN_INS_REFUSED_PER_QUARTER_HOUR: '3',
    SIGN_INS_REFUSED_PER_PHONE_AND_HOUR: '5',
    CODES_PER_ADDRESS_AND_HOUR: '4',
  };
  const counts = { REDIS_URL: process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:1', TRUSTED_PROXIES: '127.0.0.1' };
  const withRedis = gatewayAlone({ beside: identity, env: { ...limits, ...counts } });
  const beside = gatewayAlone({ beside: identity, env: { ...limits, ...counts } });
  const withoutRedis = gatewayAlone({ beside: identity, env: limits });
  const phone = () => `139${Math.floor(Math.random() * 1e8)}`.padEnd(11, '0');

  const signIn = async (door: typeof withRedis, phone: string, address = '10.0.0.1', password = 'wrong') => {
    const body = JSON.stringify({ phone, password });
    const response = await door.post('/api/auth/sign-in', body, { 'x-forwarded-for': address });
    return { status: response.status, retryAfter: Number(response.headers.get('retry-after')) };
  };

  it('stops at the third refusal, for the phone from that address only, through all gateways', async () => {
    const guessed = phone();
    for (const door of [withRedis, beside, withRedis]) expect((await signIn(door, guessed)).status).toBe(401);

    const { status, retryAfter } = await signIn(beside, guessed);

    expect(status).toBe(429);
    expect(retryAfter).toBeGreaterThan(800);
    expect((await signIn(withRedis, phone())).status).toBe(401);
    expect((await signIn(withRedis, guessed, '10.0.0.2')).status).toBe(401);
  });

  it('stops a phone that is guessed from everywhere', async () => {
    const guessed = phone();
    for (const host of [1, 2, 3, 4, 5]) expect((await signIn(withRedis, guessed, `10.0.1.${host}`)).status).toBe(401);

    expect((await signIn(withRedis, guessed, '10.0.1.9')).status).toBe(429);
  });

  it('never slows down who knows the password', async () => {
    const [own, password] = [phone(), 'tianjian-demo'];
    const signUp = { phone: own, password, name: '马小兰' };
    expect((await withRedis.post('/api/auth/sign-up', JSON.stringify(signUp))).status).toBe(200);

    for (let time = 0; time < 8; time += 1)
      expect((await signIn(withRedis, own, '10.0.2.1', password)).status).toBe(200);
  });

  it('sends so many codes for one address, whoever they are for; guessing one counts as guessing', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const ask = async (address: string) => {
      const body = JSON.stringify({ codeId: CodeId.new(), phone: phone() });
      return (await withRedis.post('/api/auth/password-codes', body, from(address))).status;
    };
    const [address, guessed] = [`10.1.${Date.now() % 250}.1`, phone()];
    for (const _ of [1, 2, 3, 4]) expect(await ask(address)).toBe(200);
    expect(await ask(address)).toBe(429);
    expect(await ask('10.2.0.1')).toBe(200);

    const guess = JSON.stringify({ phone: guessed, code: '123456', password: 'tianjian-demo' });
    for (const _ of [1, 2, 3])
      expect((await withRedis.post('/api/auth/password', guess, from('10.3.0.1'))).status).toBe(409);
    expect((await beside.post('/api/auth/password', guess, from('10.3.0.1'))).status).toBe(429);
  });

  it('counts for itself while Redis is down', async () => {
    const guessed = phone();
    for (const _ of [1, 2, 3]) expect((await signIn(withoutRedis, guessed)).status).toBe(401);

    expect((await signIn(withoutRedis, guessed)).status).toBe(429);
  });
});

const startOfSecond = () => new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)));
