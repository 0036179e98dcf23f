import { beforeAll, describe, expect, it } from '@jest/globals';
import { Auth, CompanyFoundedSchema, Organisations, Standings } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { CollegeId, CompanyId, IncubatorId, MandateId, MembershipId, PersonId } from '#kernel/id.js';
import { asPerson, asService, runningService } from '#testing/running-service.js';
import { settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';

const identity = runningService('identity', IdentityModule, { settings });

const { saveCollege, saveIncubator, foundCompany, savePerson, saveMembership, saveMandate } = Organisations.method;
const operator = () => asService('operator');

const college = { collegeId: CollegeId.new(), name: '甘肃农业职业技术学院' };
const incubator = { incubatorId: IncubatorId.new(), collegeId: college.collegeId, name: '田间孵化园' };
const company = { companyId: CompanyId.new(), incubatorId: incubator.incubatorId, name: '甘小胖农产' };
const student = { personId: PersonId.new(), phone: '13500000001', password: 'tianjian-demo', name: '陈禾' };

beforeAll(async () => {
  await identity.call(saveCollege, college, operator());
  await identity.call(saveIncubator, incubator, operator());
  await identity.call(foundCompany, company, operator());
  await identity.call(savePerson, student, operator());
});

const today = (shiftDays = 0) =>
  identity
    .sql<{ day: string }>(`SELECT ((now() AT TIME ZONE 'Asia/Shanghai')::date + $1::int)::text AS day`, [shiftDays])
    .then(([row]) => row!.day);

const standingOf = (personId: string) => identity.call(Standings.method.get, { personId }, asService('gateway'));

async function givenPerson(phone: string): Promise<PersonId> {
  const personId = PersonId.new();
  await identity.call(savePerson, { ...student, personId, phone }, operator());
  return personId;
}

const membershipOf = async (personId: PersonId, roles: string[], from: number, until?: number) => ({
  membershipId: MembershipId.new(),
  personId,
  companyId: company.companyId,
  roles,
  startsOn: await today(from),
  endsOn: until === undefined ? '' : await today(until),
});

describe('Founding a company', () => {
  it('is told once, however often it is asked', async () => {
    await Promise.all([1, 2, 3].map(() => identity.call(foundCompany, company, operator())));

    const { companyId, incubatorId } = company;
    expect(await identity.published(CompanyFoundedSchema)).toMatchObject([{ companyId, incubatorId, version: 1 }]);
  });

  it('refuses the same id with other content', async () => {
    await expect(identity.call(foundCompany, { ...company, name: '别家' }, operator())).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
  });

  it('names an incubator that does not exist', async () => {
    const nowhere = { ...company, companyId: CompanyId.new(), incubatorId: IncubatorId.new() };

    await expect(identity.call(foundCompany, nowhere, operator())).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'incubatorId' },
    });
  });

  it('is for the operator alone', async () => {
    const { personId } = student;
    const knock = identity.call(foundCompany, company, asPerson({ personId, memberships: [], mandates: [] }));

    await expect(knock).rejects.toMatchObject({ code: 'access.denied' });
  });
});

describe('Saving a person', () => {
  it('may be repeated, and changes what is new', async () => {
    await identity.call(savePerson, student, operator());
    await identity.call(savePerson, { ...student, name: '陈小禾' }, operator());

    const { person } = await identity.call(Auth.method.signIn, student);
    expect(person).toMatchObject({ personId: student.personId, name: '陈小禾' });
  });

  it('refuses a phone of somebody else', async () => {
    const other = { ...student, personId: PersonId.new() };

    await expect(identity.call(savePerson, other, operator())).rejects.toMatchObject({ code: 'phone.taken' });
  });
});

describe('A membership', () => {
  it('holds on its first and on its last day, not before and not after', async () => {
    const [first, last, gone, future] = await Promise.all(
      ['13500000011', '13500000012', '13500000013', '13500000014'].map(givenPerson),
    );
    for (const membership of [
      await membershipOf(first!, ['seller'], 0),
      await membershipOf(last!, ['seller'], -10, 0),
      await membershipOf(gone!, ['seller'], -10, -1),
      await membershipOf(future!, ['seller'], 1),
    ]) {
      await identity.call(saveMembership, membership, operator());
    }

    const held = [{ companyId: company.companyId, roles: ['seller'] }];
    expect((await standingOf(first!)).memberships).toMatchObject(held);
    expect((await standingOf(last!)).memberships).toMatchObject(held);
    expect((await standingOf(gone!)).memberships).toEqual([]);
    expect((await standingOf(future!)).memberships).toEqual([]);
  });

  it('joins what several give in one company', async () => {
    const personId = await givenPerson('13500000021');
    await identity.call(saveMembership, await membershipOf(personId, ['host'], 0), operator());
    await identity.call(saveMembership, await membershipOf(personId, ['packer', 'host'], -5), operator());

    expect((await standingOf(personId)).memberships).toMatchObject([
      { companyId: company.companyId, roles: ['host', 'packer'] },
    ]);
  });

  it('ends when it is saved with an end, and can be changed in nothing else', async () => {
    const personId = await givenPerson('13500000022');
    const membership = await membershipOf(personId, ['owner'], -10);
    await identity.call(saveMembership, membership, operator());

    await identity.call(saveMembership, { ...membership, endsOn: await today(-1) }, operator());

    expect((await standingOf(personId)).memberships).toEqual([]);
    await expect(identity.call(saveMembership, { ...membership, roles: ['packer'] }, operator())).rejects.toMatchObject(
      { code: 'request.repeated_differently' },
    );
  });

  it('is remembered for whoever must not check the books', async () => {
    const [gone, never] = await Promise.all(['13500000023', '13500000024'].map(givenPerson));
    await identity.call(saveMembership, await membershipOf(gone!, ['host'], -30, -20), operator());
    const everMember = (personId: string) =>
      identity.call(Standings.method.everMember, { personId, companyId: company.companyId }, asService('attribution'));

    expect(await everMember(gone!)).toMatchObject({ everMember: true });
    expect(await everMember(never!)).toMatchObject({ everMember: false });
  });

  it.each([
    ['roles', { roles: [] }],
    ['roles', { roles: ['king'] }],
    ['startsOn', { startsOn: '2026-02-30' }],
    ['endsOn', { startsOn: '2026-02-02', endsOn: '2026-02-01' }],
    ['personId', { personId: PersonId.new() }],
    ['companyId', { companyId: CompanyId.new() }],
    ['membershipId', { membershipId: 'x' }],
  ])('names a %s that cannot be', async (field, over) => {
    const membership = await membershipOf(student.personId, ['seller'], 0);

    await expect(identity.call(saveMembership, { ...membership, ...over }, operator())).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field },
    });
  });
});

describe('A mandate', () => {
  it('carries the companies of its incubator', async () => {
    const personId = await givenPerson('13500000031');
    const mandate = { mandateId: MandateId.new(), personId, incubatorId: incubator.incubatorId, role: 'mentor' };
    await identity.call(saveMandate, { ...mandate, startsOn: await today(0) }, operator());
    await identity.call(saveMandate, { ...mandate, startsOn: await today(0) }, operator());

    const { mandates } = await identity.call(Auth.method.me, {}, asPerson({ personId, memberships: [], mandates: [] }));

    expect(mandates).toMatchObject([
      { incubatorId: incubator.incubatorId, role: 'mentor', companyIds: [company.companyId] },
    ]);
  });

  it('names a role that is none', async () => {
    const mandate = { mandateId: MandateId.new(), personId: student.personId, incubatorId: incubator.incubatorId };

    await expect(
      identity.call(saveMandate, { ...mandate, role: 'owner', startsOn: '2026-01-01' }, operator()),
    ).rejects.toMatchObject({ code: 'request.invalid', details: { field: 'role' } });
  });
});

describe('The standing of somebody unknown', () => {
  it('is not found', async () => {
    await expect(standingOf(PersonId.new())).rejects.toMatchObject({ code: 'not_found' });
    await expect(standingOf('nobody')).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
