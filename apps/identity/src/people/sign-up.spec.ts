import { describe, expect, it } from '@jest/globals';
import { Auth } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { PersonId } from '#kernel/id.js';
import { runningService } from '#testing/running-service.js';
import { settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';
import { PhoneSeal } from './phone-seal.js';

const identity = runningService('identity', IdentityModule, { settings });

const signUp = (over: Partial<{ phone: string; password: string; name: string }>) =>
  identity.call(Auth.method.signUp, { phone: '13800000000', password: 'noodles-2026', name: '马小兰', ...over });

describe('Signing up', () => {
  it('makes a person who is signed in at once', async () => {
    const answer = await signUp({ phone: '13800000001' });

    expect(answer.person).toMatchObject({ name: '马小兰' });
    expect(answer.expiresInS).toBe(600);
    const again = await identity.call(Auth.method.signIn, { phone: '13800000001', password: 'noodles-2026' });
    expect(again.person).toEqual(answer.person);
  });

  it('refuses a phone that somebody has, also when both come at once', async () => {
    const answers = await Promise.allSettled([1, 2, 3].map(() => signUp({ phone: '13800000002' })));

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'phone.taken' });
    }
  });

  it('keeps the phone number unreadable', async () => {
    const { person } = await signUp({ phone: '13800000003' });

    const [row] = await identity.sql<{ row: string; sealed: Buffer; index: Buffer }>(
      'SELECT person::text AS row, phone_sealed AS sealed, phone_index AS index FROM person WHERE person_id = $1',
      [person!.personId],
    );
    const seal = new PhoneSeal({ piiKey: Buffer.alloc(32, 1), piiIndexKey: Buffer.alloc(32, 2) });
    expect(row!.row).not.toContain('13800000003');
    expect(Buffer.concat([row!.sealed, row!.index]).includes('13800000003')).toBe(false);
    expect(seal.open(row!.sealed, person!.personId as PersonId)).toBe('13800000003');
    expect(() => seal.open(row!.sealed, PersonId.new())).toThrow();
  });

  it.each([
    ['phone', { phone: '１３８００００００００' }],
    ['phone', { phone: '13800000004\0' }],
    ['phone', { phone: '' }],
    ['phone', { phone: '+8613800000004' }],
    ['password', { password: 'short' }],
    ['password', { password: 'with\0nul-inside' }],
    ['password', { password: 'x'.repeat(900_000) }],
    ['name', { name: '   ' }],
    ['name', { name: '马\0兰' }],
    ['name', { name: '兰'.repeat(41) }],
  ])('names a %s that cannot be used', async (field, over) => {
    await expect(signUp({ phone: '13800000004', ...over })).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field },
    });
  });
});
