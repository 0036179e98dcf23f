import { beforeAll, describe, expect, it } from '@jest/globals';
import { Auth, Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { asService, runningService } from '#testing/running-service.js';
import { settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';

const identity = runningService('identity', IdentityModule, { settings });

const PERSON = { phone: '13600000001', password: 'tianjian-demo', name: '李田' };
let personId: string;

beforeAll(async () => {
  personId = (await identity.call(Auth.method.signUp, PERSON)).person!.personId;
});

const signIn = async () => (await identity.call(Auth.method.signIn, PERSON)).refreshToken;
const refresh = async (refreshToken: string) =>
  (await identity.call(Auth.method.refresh, { refreshToken })).refreshToken;
const refused = { code: 'auth.required' };

describe('Refreshing', () => {
  it('turns a token into the next one', async () => {
    const first = await signIn();

    const answer = await identity.call(Auth.method.refresh, { refreshToken: first });

    expect(answer).toMatchObject({ person: { personId, name: PERSON.name }, expiresInS: 600 });
    expect(answer.refreshToken).not.toBe(first);
    await expect(refresh(answer.refreshToken)).resolves.toBeDefined();
  });

  it('replays the last one once, for a reply that was lost', async () => {
    const first = await signIn();
    await refresh(first);

    const replayed = await refresh(first);

    await expect(refresh(replayed)).resolves.toBeDefined();
  });

  it('ends the family when it is replayed a second time', async () => {
    const first = await signIn();
    const [lost, found] = [await refresh(first), await refresh(first)];

    await expect(refresh(first)).rejects.toMatchObject(refused);

    await expect(refresh(lost)).rejects.toMatchObject(refused);
    await expect(refresh(found)).rejects.toMatchObject(refused);
  });

  it('ends the family when one older than the last is shown', async () => {
    const first = await signIn();
    const third = await refresh(await refresh(first));

    await expect(refresh(first)).rejects.toMatchObject(refused);

    await expect(refresh(third)).rejects.toMatchObject(refused);
  });

  it('ends the family when the last one comes back after a minute', async () => {
    const first = await signIn();
    const second = await refresh(first);
    await identity.sql(`UPDATE refresh_family SET rotated_at = rotated_at - interval '61 seconds'`);

    await expect(refresh(first)).rejects.toMatchObject(refused);

    await expect(refresh(second)).rejects.toMatchObject(refused);
  });

  it('judges those who come at once one after the other', async () => {
    const first = await signIn();

    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => refresh(first)));

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  it('leaves the families of other devices alone', async () => {
    const [stolen, phone] = [await signIn(), await signIn()];
    await refresh(await refresh(stolen));
    await refresh(stolen).catch(() => {});

    await expect(refresh(phone)).resolves.toBeDefined();
  });

  it('stops after thirty idle days', async () => {
    const first = await signIn();
    await identity.sql(`UPDATE refresh_family SET rotated_at = rotated_at - interval '31 days'`);

    await expect(refresh(first)).rejects.toMatchObject(refused);
  });

  it.each(['', 'x', 'a\0b', '钥匙', 'A'.repeat(43), 'x'.repeat(500_000)])('refuses what is no token', async (token) => {
    await expect(refresh(token)).rejects.toMatchObject(refused);
  });
});

describe('Signing out', () => {
  it('ends the family, and may be repeated', async () => {
    const first = await signIn();
    const second = await refresh(first);

    await identity.call(Auth.method.signOut, { refreshToken: second });
    await identity.call(Auth.method.signOut, { refreshToken: second });
    await identity.call(Auth.method.signOut, { refreshToken: 'what is this\0' });

    await expect(refresh(second)).rejects.toMatchObject(refused);
    await expect(refresh(first)).rejects.toMatchObject(refused);
  });
});

describe('A new password from the operator', () => {
  const save = (password: string) =>
    identity.call(Organisations.method.savePerson, { ...PERSON, personId, password }, asService('operator'));

  it('ends every family; the same one does not', async () => {
    const before = await signIn();
    await save(PERSON.password);
    const kept = await refresh(before);

    await save('another-password');

    await expect(refresh(kept)).rejects.toMatchObject(refused);
    await save(PERSON.password);
  });
});
