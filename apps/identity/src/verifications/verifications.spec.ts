import { beforeAll, describe, expect, it } from '@jest/globals';
import { Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Verification_State, Verifications } from '#contracts/tianjian/identity/v1/verifications_pb.js';
import { CollegeId, CompanyId, IncubatorId, MembershipId, PersonId, VerificationId } from '#kernel/id.js';
import { asPerson, asService, eventually, runningService } from '#testing/running-service.js';
import { settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';
import { Inbox } from '../testing/inbox.js';

const inbox = new Inbox();
const env = { PAUSE_MAX: '200ms', SMS_FILE: inbox.file };
const identity = runningService('identity', IdentityModule, { settings, env });

const { confirm, list, get } = Verifications.method;
const operator = asService('operator');
let phones = 13_600_000_000;

async function givenCompany() {
  const [collegeId, incubatorId, companyId] = [CollegeId.new(), IncubatorId.new(), CompanyId.new()];
  await identity.call(Organisations.method.saveCollege, { collegeId, name: '学院' }, operator);
  await identity.call(Organisations.method.saveIncubator, { incubatorId, collegeId, name: '孵化园' }, operator);
  await identity.call(Organisations.method.foundCompany, { companyId, incubatorId, name: '陇上鲜' }, operator);
  const mentorId = await givenPerson();
  const mentor = asPerson({
    personId: mentorId,
    memberships: [],
    mandates: [{ incubatorId, role: 'mentor', companyIds: [companyId] }],
  });
  return { companyId, mentor, mentorId };
}

async function givenPerson() {
  const [personId, phone] = [PersonId.new(), String((phones += 1))];
  const person = { personId, phone, password: 'tianjian', name: '孙晓禾' };
  await identity.call(Organisations.method.savePerson, person, operator);
  return personId;
}

async function givenHost(companyId: CompanyId, roles = ['host']) {
  const personId = await givenPerson();
  const term = { membershipId: MembershipId.new(), personId, companyId, roles, startsOn: '2020-01-01' };
  await identity.call(Organisations.method.saveMembership, term, operator);
  return personId;
}

const stateOf = async (companyId: string, personId: string) =>
  (await identity.call(get, { companyId, personId }, asService('livestream'))).state;

let ours: Awaited<ReturnType<typeof givenCompany>>;
beforeAll(async () => {
  ours = await givenCompany();
});

describe('Who a host is', () => {
  it('is confirmed by a mentor, for six months and for companies of the incubator only', async () => {
    const { companyId, mentor } = ours;
    const personId = await givenHost(companyId);
    expect(await stateOf(companyId, personId)).toBe(Verification_State.NONE);

    const asked = { companyId, personId, verificationId: VerificationId.new() };
    const first = await identity.call(confirm, asked, mentor);
    const again = await identity.call(confirm, asked, mentor);

    expect(first.verification).toMatchObject({ person: { personId }, state: Verification_State.VALID });
    expect(again).toEqual(first);
    expect(await stateOf(companyId, personId)).toBe(Verification_State.VALID);
    expect(await stateOf((await givenCompany()).companyId, personId)).toBe(Verification_State.NONE);
    expect(await stateOf(companyId, PersonId.new())).toBe(Verification_State.NONE);
  });

  it('is not confirmed by themselves, of strangers, for the future, long after, or under a used id', async () => {
    const { companyId, mentor, mentorId } = ours;
    const [personId, other] = [await givenHost(companyId), await givenHost(companyId)];
    const verificationId = VerificationId.new();
    const asked = (over: object) => identity.call(confirm, { companyId, personId, verificationId, ...over }, mentor);
    await asked({});

    await expect(asked({ personId: other })).rejects.toMatchObject({ code: 'request.repeated_differently' });
    await expect(asked({ personId: mentorId })).rejects.toMatchObject({ code: 'access.denied' });
    await expect(asked({ personId: await givenPerson() })).rejects.toMatchObject({ code: 'not_found' });
    for (const verifiedOn of ['2099-01-01', '2020-01-01', 'today']) {
      const late = asked({ verifiedOn, verificationId: VerificationId.new() });
      await expect(late).rejects.toMatchObject({ code: 'request.invalid' });
    }
  });

  it('is shown to the company, who ends first at the top', async () => {
    const { companyId, mentor } = await givenCompany();
    const [verified, unverified] = [await givenHost(companyId, ['owner']), await givenHost(companyId)];
    await givenHost(companyId, ['packer']);
    await identity.call(confirm, { companyId, personId: verified, verificationId: VerificationId.new() }, mentor);

    const { people } = await identity.call(list, { companyId }, mentor);

    expect(people.map(({ person, state }) => [person?.personId, state])).toEqual([
      [unverified, Verification_State.NONE],
      [verified, Verification_State.VALID],
    ]);
  });

  it('is warned of once when the end is near, and is over after it', async () => {
    const { companyId, mentor } = ours;
    const personId = await givenHost(companyId);
    await identity.call(confirm, { companyId, personId, verificationId: VerificationId.new() }, mentor);
    const phone = String(phones);
    await identity.sql('UPDATE person SET phone_proved_at = now() WHERE person_id = $1', [personId]);
    const endsIn = (days: number) =>
      identity.sql(
        `UPDATE verification SET verified_on = verified_on - 150, valid_until =
           (now() AT TIME ZONE 'Asia/Shanghai')::date + $2::int WHERE person_id = $1`,
        [personId, days],
      );

    await endsIn(29);
    await eventually(async () => inbox.of(phone).length > 0);
    expect(inbox.of(phone).map(({ text }) => text)).toEqual([expect.stringContaining('核验')]);
    expect(await stateOf(companyId, personId)).toBe(Verification_State.ENDING);

    await endsIn(-1);
    expect(await stateOf(companyId, personId)).toBe(Verification_State.OVER);
  });
});
