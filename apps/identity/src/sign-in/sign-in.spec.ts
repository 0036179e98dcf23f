import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { jwtVerify } from 'jose';
import { Auth } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { runningService } from '#testing/running-service.js';
import { settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';

const identity = runningService('identity', IdentityModule, { settings });

const PASSWORD = 'tianjian-demo';
let phones = 13_700_000_000;

async function givenPerson() {
  const phone = String((phones += 1));
  const { person } = await identity.call(Auth.method.signUp, { phone, password: PASSWORD, name: '王大山' });
  return { phone, personId: person!.personId };
}

const signIn = (phone: string, password = PASSWORD) => identity.call(Auth.method.signIn, { phone, password });

describe('Signing in', () => {
  it('gives an access token of ten minutes that says who it is', async () => {
    const { phone, personId } = await givenPerson();

    const { accessToken } = await signIn(phone);

    const key = createPublicKey(identity.instances[0]!.core.settings['tokenPrivateKey'] as string);
    const { payload, protectedHeader } = await jwtVerify(accessToken, key);
    expect(protectedHeader.alg).toBe('EdDSA');
    expect(payload).toMatchObject({ sub: personId, name: '王大山', memberships: [], mandates: [] });
    expect(payload.exp! - payload.iat!).toBeCloseTo(600);
  });

  it('answers the same to a wrong password and to a phone nobody has', async () => {
    const { phone } = await givenPerson();

    await expect(signIn(phone, 'wrong')).rejects.toMatchObject({ code: 'auth.failed', details: {} });
    await expect(signIn('19900000000', 'wrong')).rejects.toMatchObject({ code: 'auth.failed', details: {} });
  });

  it('takes about the same time for both', async () => {
    const { phone } = await givenPerson();
    const known = await medianMs(() => signIn(phone, 'wrong'));
    const unknown = await medianMs(() => signIn('19900000001', 'wrong'));

    // A look-up that skips the hash takes a tenth or less.
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });

  it('lets nobody guess on: after thirty failures even the right password waits', async () => {
    const { phone } = await givenPerson();
    for (let guess = 0; guess < 30; guess += 1) await signIn(phone, `guess ${guess}`).catch(() => {});

    await expect(signIn(phone)).rejects.toMatchObject({ code: 'overloaded' });

    await identity.sql(`UPDATE sign_in_failure SET since = since - interval '16 minutes'`);
    await expect(signIn(phone)).resolves.toBeDefined();
  });

  it('forgets failures once the right password came', async () => {
    const { phone } = await givenPerson();
    for (let round = 0; round < 2; round += 1) {
      for (let guess = 0; guess < 29; guess += 1) await signIn(phone, 'wrong').catch(() => {});
      await expect(signIn(phone)).resolves.toBeDefined();
    }
  });

  it('sheds what it cannot hash in time instead of queueing it for ever', async () => {
    const { phone } = await givenPerson();

    const answers = await Promise.allSettled(Array.from({ length: 90 }, () => signIn(phone)));

    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(90);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ code: 'overloaded', details: { retryAfterS: expect.any(Number) } });
    }
  });

  it.each([
    ['phone', { phone: '1380000\u0000000' }],
    ['phone', { phone: '一三八〇〇〇〇〇〇〇〇' }],
    ['password', { password: 'p\0' }],
    ['password', { password: 'x'.repeat(129) }],
  ])('names a %s that cannot be one', async (field, over) => {
    const request = { phone: '13800000000', password: PASSWORD, ...over };

    await expect(identity.call(Auth.method.signIn, request)).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field },
    });
  });
});

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const begin = performance.now();
    await work().catch(() => {});
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[2]!;
}
