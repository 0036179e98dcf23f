import { statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Account } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Auth, Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { CodeId, EntryId, PersonId } from '#kernel/id.js';
import { read } from '#service/settings.js';
import { asPerson, asService, runningService } from '#testing/running-service.js';
import { assertSmsAllowed, settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';
import { Inbox } from '../testing/inbox.js';
import { assertMayAsk } from './code.js';

const inbox = new Inbox();
const identity = runningService('identity', IdentityModule, { settings, env: { SMS_FILE: inbox.file } });

const PASSWORD = 'tianjian-demo';
const NEW = 'another-password';
const wrong = { code: 'code.wrong' };
let phones = 13_300_000_000;
const nextPhone = () => String((phones += 1));

async function givenPerson() {
  const phone = nextPhone();
  const answer = await identity.call(Auth.method.signUp, { phone, password: PASSWORD, name: '马小兰' });
  const personId = answer.person!.personId as PersonId;
  const token = asPerson({ personId, memberships: [], mandates: [] });
  return { phone, personId, token, refreshToken: answer.refreshToken };
}

const askReset = (phone: string, codeId: string = CodeId.new()) =>
  identity.call(Account.method.sendResetCode, { codeId, phone });
const reset = (phone: string, code: string, password = NEW) =>
  identity.call(Account.method.resetPassword, { phone, code, password });
const signIn = (phone: string, password: string) => identity.call(Auth.method.signIn, { phone, password });
const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const minutesPass = (minutes: number) =>
  identity.sql(`UPDATE phone_code SET sent_at = sent_at - $1::int * interval '1 minute'`, [minutes]);

describe('A forgotten password', () => {
  it('is set anew by whoever holds the phone, and every sign-in there was ends', async () => {
    const { phone, refreshToken } = await givenPerson();
    expect(await askReset(phone)).toMatchObject({ expiresInS: 300, againInS: 60 });

    await reset(phone, await inbox.code(phone));

    await expect(signIn(phone, PASSWORD)).rejects.toMatchObject({ code: 'auth.failed' });
    await expect(signIn(phone, NEW)).resolves.toBeDefined();
    await expect(identity.call(Auth.method.refresh, { refreshToken })).rejects.toMatchObject({ code: 'auth.required' });
  });

  it('may be sent again with the same password, and with no other', async () => {
    const { phone } = await givenPerson();
    await askReset(phone);
    const code = await inbox.code(phone);

    const twins = await Promise.allSettled([reset(phone, code), reset(phone, code)]);
    await reset(phone, code);

    expect(twins.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    await expect(reset(phone, code, 'somebody-elses')).rejects.toMatchObject(wrong);
    await expect(signIn(phone, NEW)).resolves.toBeDefined();
  });

  it('gives no hint whether anybody has a phone: not by answers, not by limits, not by what is stored', async () => {
    const [{ phone: known }, unknown] = [await givenPerson(), nextPhone()];
    const outcomes = async (phone: string) => [
      await askReset(phone),
      await askReset(phone).catch((problem: unknown) => problem),
      await reset(phone, '000000').catch((problem: unknown) => problem),
      await identity.sql(`
        SELECT count(*)::int AS codes, max(tries) AS tries FROM phone_code
        WHERE phone_index = (SELECT phone_index FROM phone_code ORDER BY sent_at DESC LIMIT 1)`),
    ];

    const [ofKnown, ofUnknown] = [await outcomes(known), await outcomes(unknown)];

    expect(JSON.stringify(ofUnknown)).toBe(JSON.stringify(ofKnown));
    await inbox.code(known);
    expect(inbox.of(unknown)).toEqual([]);
  });

  it('is sent once for each id, and the id is of one phone', async () => {
    const [{ phone }, codeId] = [await givenPerson(), CodeId.new()];

    await Promise.all([1, 2, 3].map(() => askReset(phone, codeId)));

    await inbox.code(phone);
    await expect(askReset(nextPhone(), codeId)).rejects.toMatchObject({ code: 'request.repeated_differently' });
    expect(await identity.sql('SELECT 1 FROM phone_code WHERE code_id = $1', [codeId])).toHaveLength(1);
    expect(inbox.of(phone)).toHaveLength(1);
  });

  it('takes five tries, however many come at once; then the right code is none either', async () => {
    const { phone } = await givenPerson();
    await askReset(phone);
    const code = await inbox.code(phone);

    await Promise.allSettled(Array.from({ length: 20 }, () => reset(phone, otherThan(code))));

    const [row] = await identity.sql<{ tries: number }>('SELECT max(tries) AS tries FROM phone_code');
    expect(row!.tries).toBe(5);
    await expect(reset(phone, code)).rejects.toMatchObject(wrong);
  });

  it('runs out after five minutes, and by a newer code', async () => {
    const { phone } = await givenPerson();
    await askReset(phone);
    const first = await inbox.code(phone);
    await minutesPass(6);
    await expect(reset(phone, first)).rejects.toMatchObject(wrong);

    await askReset(phone);
    const second = await inbox.code(phone, 2);
    if (first !== second) await expect(reset(phone, first)).rejects.toMatchObject(wrong);
    await expect(reset(phone, second)).resolves.toBeDefined();
  });

  it('cannot be set with a code that was sent for something else', async () => {
    const { phone, token } = await givenPerson();
    await identity.call(Account.method.sendProofCode, { codeId: CodeId.new() }, token);

    await expect(reset(phone, await inbox.code(phone))).rejects.toMatchObject(wrong);
  });

  it.each([
    ['codeId', { codeId: 'x' }],
    ['phone', { phone: '１３８００００００００' }],
  ])('names a %s that cannot be', async (field, over) => {
    const request = { codeId: CodeId.new(), phone: nextPhone(), ...over };

    await expect(identity.call(Account.method.sendResetCode, request)).rejects.toMatchObject({ details: { field } });
  });

  it.each([
    ['code', { code: '12345' }],
    ['code', { code: '１２３４５６' }],
    ['password', { password: 'short' }],
  ])('is not set with a %s that cannot be', async (field, over) => {
    const request = { phone: nextPhone(), code: '123456', password: NEW, ...over };

    await expect(identity.call(Account.method.resetPassword, request)).rejects.toMatchObject({ details: { field } });
  });
});

const askEntry = (phone: string, codeId: string = CodeId.new()) =>
  identity.call(Account.method.sendEntryCode, { codeId, phone });
const enter = (phone: string, code: string, { entryId = EntryId.new() as string, secondFactor = '' } = {}) =>
  identity.call(Account.method.enter, { entryId, phone, code, secondFactor });

/** The code that a phone got to enter with. */
async function codeToEnter(phone: string): Promise<string> {
  const before = inbox.of(phone).length;
  await askEntry(phone);
  return inbox.code(phone, before + 1);
}

describe('Who comes with a phone and a code', () => {
  it('is a person from then on, however often they ask, and the same one the next time', async () => {
    const phone = nextPhone();
    const [code, entryId] = [await codeToEnter(phone), EntryId.new()];

    const twins = await Promise.all([1, 2, 3].map(() => enter(phone, code, { entryId })));

    const [first] = twins;
    expect(new Set(twins.map(({ person }) => person!.personId)).size).toBe(1);
    expect(new Set(twins.map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect(first!.person!.name).toMatch(/^田友\d{4}$/);
    const token = asPerson({ personId: first!.person!.personId as PersonId, memberships: [], mandates: [] });
    expect(await identity.call(Account.method.get, {}, token)).toMatchObject({ phoneProved: true });
    await minutesPass(2);
    expect(await enter(phone, await codeToEnter(phone))).toMatchObject({ person: first!.person });
  });

  it('who has an account is signed in to it', async () => {
    const { phone, personId } = await givenPerson();

    expect(await enter(phone, await codeToEnter(phone))).toMatchObject({ person: { personId, name: '马小兰' } });
  });

  it('who has shown to hold the phone keeps their password', async () => {
    const { phone, personId } = await givenPerson();
    await askReset(phone);
    await reset(phone, await inbox.code(phone, 1));
    await minutesPass(2);

    await enter(phone, await codeToEnter(phone));

    expect(await signIn(phone, NEW)).toMatchObject({ person: { personId } });
  });

  it('shuts out who made an account of their phone without holding it', async () => {
    const { phone, refreshToken } = await givenPerson();

    const mine = await enter(phone, await codeToEnter(phone));

    await expect(signIn(phone, PASSWORD)).rejects.toMatchObject({ code: 'auth.failed' });
    await expect(identity.call(Auth.method.refresh, { refreshToken })).rejects.toMatchObject({ code: 'auth.required' });
    await identity.call(Auth.method.refresh, { refreshToken: mine.refreshToken });
  });

  it('has no password until they set one by a code', async () => {
    const phone = nextPhone();
    await enter(phone, await codeToEnter(phone));
    await expect(signIn(phone, PASSWORD)).rejects.toMatchObject({ code: 'auth.failed' });
    await expect(signIn(phone, 'null')).rejects.toMatchObject({ code: 'auth.failed' });

    await minutesPass(2);
    await askReset(phone);
    await reset(phone, await inbox.code(phone, 2));

    await expect(signIn(phone, NEW)).resolves.toBeDefined();
  });

  it('opens for nobody else with a code that was used, that is of another kind, or that was guessed', async () => {
    const phone = nextPhone();
    const code = await codeToEnter(phone);
    await enter(phone, code);
    await expect(enter(phone, code)).rejects.toMatchObject(wrong);

    await minutesPass(2);
    await askReset(phone);
    await expect(enter(phone, await inbox.code(phone, 2))).rejects.toMatchObject(wrong);

    const other = nextPhone();
    const good = await codeToEnter(other);
    await Promise.allSettled(Array.from({ length: 20 }, () => enter(other, otherThan(good))));
    await expect(enter(other, good)).rejects.toMatchObject(wrong);
  });

  it('learns nothing of whether anybody has the phone', async () => {
    const [{ phone: known }, unknown] = [await givenPerson(), nextPhone()];
    const outcomes = async (phone: string) => [
      await askEntry(phone),
      await askEntry(phone).catch((problem: unknown) => problem),
      await enter(phone, '000000').catch((problem: unknown) => problem),
    ];

    expect(JSON.stringify(await outcomes(unknown))).toBe(JSON.stringify(await outcomes(known)));
  });
});

describe('A phone', () => {
  it('is proved with the code it got, once and for all', async () => {
    const { phone, personId, token } = await givenPerson();
    const account = () => identity.call(Account.method.get, {}, token);
    expect(await account()).toMatchObject({ phone: `133****${phone.slice(-4)}`, phoneProved: false });
    await identity.call(Account.method.sendProofCode, { codeId: CodeId.new() }, token);
    const code = await inbox.code(phone);

    await expect(identity.call(Account.method.provePhone, { code: otherThan(code) }, token)).rejects.toMatchObject(
      wrong,
    );
    for (const _ of [1, 2]) {
      const answer = await identity.call(Account.method.provePhone, { code }, token);
      expect(answer).toMatchObject({ person: { personId }, phoneProved: true, secondFactor: false });
    }
    expect(await account()).toMatchObject({ phoneProved: true });
  });

  it('that is changed has to be proved again', async () => {
    const { phone, personId, token } = await givenPerson();
    await identity.call(Account.method.sendProofCode, { codeId: CodeId.new() }, token);
    await identity.call(Account.method.provePhone, { code: await inbox.code(phone) }, token);
    const person = { personId, name: '马小兰', password: PASSWORD };

    await identity.call(Organisations.method.savePerson, { ...person, phone }, asService('operator'));
    expect(await identity.call(Account.method.get, {}, token)).toMatchObject({ phoneProved: true });
    await identity.call(Organisations.method.savePerson, { ...person, phone: nextPhone() }, asService('operator'));
    expect(await identity.call(Account.method.get, {}, token)).toMatchObject({ phoneProved: false });
  });

  it.each([
    ['a minute', [59], 1],
    ['an hour', [600, 1_200, 1_800, 2_400, 3_500], 100],
    ['a day', [4_000, 8_000, 12_000, 16_000, 20_000, 24_000, 28_000, 32_000, 36_000, 40_000], 46_400],
  ])('gets so many codes in %s and no more', (_, ages, retryAfterS) => {
    expect(() => assertMayAsk(ages)).toThrow(expect.objectContaining({ code: 'overloaded', details: { retryAfterS } }));
    assertMayAsk(ages.map((age) => age + retryAfterS));
  });
});

describe('Codes', () => {
  it('are kept as hashes, and messages sealed and only until they are sent', async () => {
    const { phone } = await givenPerson();
    await askReset(phone);
    const waiting = await identity.sql<{ row: string }>('SELECT text_message::text AS row FROM text_message');
    const code = await inbox.code(phone);

    expect(JSON.stringify(waiting)).not.toContain(Buffer.from(phone).toString('hex'));
    const [row] = await identity.sql<{ row: string }>('SELECT p::text AS row FROM phone_code p ORDER BY sent_at DESC');
    expect(row!.row).not.toContain(code);
    expect(statSync(inbox.file).mode & 0o077).toBe(0);
  });

  it('in a file do not stand in for a provider in production, unless told to', () => {
    const key = Buffer.alloc(32).toString('base64');
    const env = {
      TOKEN_PRIVATE_KEY: 'key',
      PII_KEY: key,
      PII_INDEX_KEY: key,
      SMS_FILE: '/tmp/sms',
      NODE_ENV: 'production',
    };

    expect(() => assertSmsAllowed(read(settings, env))).toThrow('ALLOW_SMS_FILE=1');
    assertSmsAllowed(read(settings, { ...env, ALLOW_SMS_FILE: '1' }));
    assertSmsAllowed(read(settings, { ...env, NODE_ENV: 'development' }));
  });
});
