import { describe, expect, it } from '@jest/globals';
import { Account, SecondFactor } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Auth, Organisations, Standings } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { CodeId, CollegeId, EnrolmentId, EntryId, IncubatorId, MandateId, type PersonId } from '#kernel/id.js';
import { asPerson, asService, runningService, type RunningServiceUnderTest } from '#testing/running-service.js';
import { settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';
import { Envelope } from '../people/envelope.js';
import { Inbox } from '../testing/inbox.js';
import { SecondFactors } from './second-factors.js';
import { codeAt, stepAt } from './totp.js';

const inbox = new Inbox();
const identity = runningService('identity', IdentityModule, { settings, env: { SMS_FILE: inbox.file } });
const strict = runningService('identity', IdentityModule, { settings, env: { MANDATES_NEED: 'second-factor' } });

const PASSWORD = 'tianjian-demo';
let phones = 13_100_000_000;

const codeOf = (secret: string, off = 0) => codeAt(fromBase32(secret), stepAt(new Date()) + off);

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  );
}

async function givenPerson(at: RunningServiceUnderTest = identity) {
  const phone = String((phones += 1));
  const { person, refreshToken } = await at.call(Auth.method.signUp, { phone, password: PASSWORD, name: '赵老师' });
  const personId = person!.personId as PersonId;
  return { phone, personId, refreshToken, token: asPerson({ personId, memberships: [], mandates: [] }) };
}

/** Somebody whose app is in force since a step ago, so that a code of now can be shown. */
async function givenFactor(at: RunningServiceUnderTest = identity) {
  const person = await givenPerson(at);
  const enrolmentId = EnrolmentId.new();
  const { secret } = await at.call(SecondFactor.method.enrol, { enrolmentId, password: PASSWORD }, person.token);
  const request = { enrolmentId, code: codeOf(secret, -1) };
  const { codes } = await at.call(SecondFactor.method.confirm, request, person.token);
  return { ...person, enrolmentId, secret, request, codes };
}

const signIn = (phone: string, code = '', password = PASSWORD) =>
  identity.call(Auth.method.signIn, { phone, password, code });
const accountOf = (token: string) => identity.call(Account.method.get, {}, token);
const wrong = { code: 'code.wrong' };

describe('A second factor', () => {
  it('asks for nothing until it is confirmed, then at every sign-in', async () => {
    const { phone, token } = await givenPerson();
    const enrolmentId = EnrolmentId.new();
    const enrolment = await identity.call(SecondFactor.method.enrol, { enrolmentId, password: PASSWORD }, token);
    expect(enrolment.otpauthUri).toContain(`secret=${enrolment.secret}`);
    const { refreshToken } = await signIn(phone);

    const code = codeOf(enrolment.secret, -1);
    await identity.call(SecondFactor.method.confirm, { enrolmentId, code }, token);

    await expect(identity.call(Auth.method.refresh, { refreshToken })).rejects.toMatchObject({ code: 'auth.required' });
    await expect(signIn(phone)).rejects.toMatchObject({ code: 'auth.code_required', status: 401 });
    await expect(signIn(phone, codeOf(enrolment.secret))).resolves.toMatchObject({ secondFactorMissing: false });
    expect(await accountOf(token)).toMatchObject({ secondFactor: true, recoveryCodesLeft: 10 });
  });

  it('tells nobody without the password that it is there', async () => {
    const { phone, secret } = await givenFactor();

    await expect(signIn(phone, '', 'wrong')).rejects.toMatchObject({ code: 'auth.failed' });
    await expect(signIn(phone, codeOf(secret), 'wrong')).rejects.toMatchObject({ code: 'auth.failed' });
  });

  it('is asked for at an entry by a message, too, and the code of that message can be sent again with it', async () => {
    const { phone, personId, secret } = await givenFactor();
    await identity.call(Account.method.sendEntryCode, { codeId: CodeId.new(), phone });
    const entry = { entryId: EntryId.new(), phone, code: await inbox.code(phone) };
    const enter = (secondFactor: string) => identity.call(Account.method.enter, { ...entry, secondFactor });

    await expect(enter('')).rejects.toMatchObject({ code: 'auth.code_required' });
    await expect(enter('not it')).rejects.toMatchObject(wrong);
    expect(await enter(codeOf(secret))).toMatchObject({ person: { personId }, secondFactorMissing: false });
  });

  it('takes no code twice, also where several come at once', async () => {
    const { phone, personId, secret, codes } = await givenFactor();
    const { storage, core } = identity.instances[0]!;
    // Not by signing in: the password's hash would keep them apart.
    const factors = new SecondFactors(storage.db, new Envelope(core.settings as never));

    // Where connections are still being opened, one is done before the next begins.
    await Promise.all(Array.from({ length: 8 }, () => storage.db.single((tx) => tx.sql`SELECT pg_sleep(0.1)`)));

    for (const code of [codeOf(secret), codes[0]!]) {
      await identity.sql('UPDATE second_factor SET failures = 0');
      const shown = await Promise.allSettled([1, 2, 3, 4, 5].map(() => factors.assertShown(personId, code)));

      expect(shown.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await identity.sql('UPDATE second_factor SET failures = 0');
      await expect(signIn(phone, code)).rejects.toMatchObject(wrong);
    }
  });

  it('lets nobody guess: after five wrong codes even the right one waits, however many come at once', async () => {
    const { phone, secret, codes } = await givenFactor();
    const right = codeOf(secret, 1);

    const guesses = await Promise.allSettled(Array.from({ length: 12 }, () => signIn(phone, '000000')));

    const heard = guesses.map((guess) => (guess.status === 'rejected' ? guess.reason.code : 'in'));
    expect(heard.filter((code) => code === 'code.wrong')).toHaveLength(5);
    expect(heard.filter((code) => code === 'overloaded')).toHaveLength(7);
    for (const shown of [right, codes[0]!])
      await expect(signIn(phone, shown)).rejects.toMatchObject({ code: 'overloaded' });
    await identity.sql(`UPDATE second_factor SET failing_since = failing_since - interval '16 minutes'`);
    await expect(signIn(phone, codes[0])).resolves.toBeDefined();
  });

  it('gives recovery codes that work once each, as people type them', async () => {
    const { phone, token, codes } = await givenFactor();
    expect(new Set(codes).size).toBe(10);

    await signIn(phone, codes[0]);
    await signIn(phone, ` ${codes[1]!.toLowerCase().replace('-', ' ')} `);

    await expect(signIn(phone, codes[0])).rejects.toMatchObject(wrong);
    const twins = await Promise.allSettled([signIn(phone, codes[2]), signIn(phone, codes[2])]);
    expect(twins.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await accountOf(token)).toMatchObject({ recoveryCodesLeft: 7 });
  });

  it('answers a repeated enrolment and a repeated confirmation as before', async () => {
    const { token, request, codes, enrolmentId } = await givenFactor();
    const other = await givenPerson();
    const enrol = (id: string) =>
      identity.call(SecondFactor.method.enrol, { enrolmentId: id, password: PASSWORD }, other.token);

    expect((await enrol(enrolmentId)).secret).toBe((await enrol(enrolmentId)).secret);
    expect((await enrol(EnrolmentId.new())).secret).not.toBe((await enrol(enrolmentId)).secret);
    expect((await identity.call(SecondFactor.method.confirm, request, token)).codes).toEqual(codes);
    const again = { ...request, code: '000000' };
    await expect(identity.call(SecondFactor.method.confirm, again, token)).rejects.toMatchObject(wrong);
    expect(await accountOf(token)).toMatchObject({ recoveryCodesLeft: 10 });
  });

  it('cannot be put in place of one in force, and goes with password and code', async () => {
    const { phone, token, secret } = await givenFactor();
    const enrol = { enrolmentId: EnrolmentId.new(), password: PASSWORD };
    await expect(identity.call(SecondFactor.method.enrol, enrol, token)).rejects.toMatchObject({
      code: 'factor.in_force',
    });
    const take = (password: string, code: string) =>
      identity.call(SecondFactor.method.remove, { password, code }, token);

    await expect(take('wrong', codeOf(secret))).rejects.toMatchObject({ code: 'auth.failed' });
    await expect(take(PASSWORD, '000000')).rejects.toMatchObject(wrong);
    await take(PASSWORD, codeOf(secret));
    await take(PASSWORD, codeOf(secret));

    await expect(signIn(phone)).resolves.toBeDefined();
    expect(await accountOf(token)).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 });
  });

  it('is kept sealed, its recovery codes as hashes', async () => {
    const { personId, secret, codes } = await givenFactor();

    const rows = await identity.sql<{ row: string }>(
      `SELECT f::text || r::text AS row FROM second_factor f JOIN recovery_code r USING (person_id) WHERE person_id = $1`,
      [personId],
    );
    const all = JSON.stringify(rows);
    expect(all).not.toContain(fromBase32(secret).toString('hex'));
    for (const code of codes) expect(all).not.toContain(code.replace('-', ''));
  });

  it('is enrolled with the password only', async () => {
    const { token } = await givenPerson();
    const enrol = { enrolmentId: EnrolmentId.new(), password: 'stolen phone' };

    await expect(identity.call(SecondFactor.method.enrol, enrol, token)).rejects.toMatchObject({ code: 'auth.failed' });
  });
});

describe('Where mandates need a second factor', () => {
  async function givenMentor(at: RunningServiceUnderTest) {
    const mentor = await givenPerson(at);
    const [collegeId, incubatorId] = [CollegeId.new(), IncubatorId.new()];
    const operator = asService('operator');
    await at.call(Organisations.method.saveCollege, { collegeId, name: '农职院' }, operator);
    await at.call(Organisations.method.saveIncubator, { incubatorId, collegeId, name: '孵化园' }, operator);
    const mandate = { mandateId: MandateId.new(), personId: mentor.personId, incubatorId, role: 'mentor' };
    await at.call(Organisations.method.saveMandate, { ...mandate, startsOn: '2020-01-01' }, operator);
    return { ...mentor, incubatorId };
  }

  const mandatesOf = async (at: RunningServiceUnderTest, personId: string) =>
    (await at.call(Standings.method.get, { personId }, asService('gateway'))).mandates;

  it('they sleep until there is one', async () => {
    const { phone, personId, token, incubatorId } = await givenMentor(strict);
    expect(await mandatesOf(strict, personId)).toEqual([]);
    const signedIn = await strict.call(Auth.method.signIn, { phone, password: PASSWORD });
    expect(signedIn).toMatchObject({ person: { personId }, secondFactorMissing: true });

    const enrolmentId = EnrolmentId.new();
    const { secret } = await strict.call(SecondFactor.method.enrol, { enrolmentId, password: PASSWORD }, token);
    await strict.call(SecondFactor.method.confirm, { enrolmentId, code: codeOf(secret, -1) }, token);

    expect(await mandatesOf(strict, personId)).toMatchObject([{ incubatorId, role: 'mentor' }]);
    const request = { phone, password: PASSWORD, code: codeOf(secret) };
    expect(await strict.call(Auth.method.signIn, request)).toMatchObject({ secondFactorMissing: false });
  });

  it('buyers are not asked for one; and nobody is where the setting says nothing', async () => {
    const buyer = await givenPerson(strict);
    const signedIn = await strict.call(Auth.method.signIn, { phone: buyer.phone, password: PASSWORD });
    expect(signedIn.secondFactorMissing).toBe(false);

    const mentor = await givenMentor(identity);
    expect(await signIn(mentor.phone)).toMatchObject({ secondFactorMissing: false });
    expect(await mandatesOf(identity, mentor.personId)).toMatchObject([{ incubatorId: mentor.incubatorId }]);
  });
});
