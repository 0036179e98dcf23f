import { describe, expect, it } from '@jest/globals';
import { Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { CollegeId, CompanyId, IncubatorId, MembershipId, PersonId } from '#kernel/id.js';
import type { CallingPerson } from '#messaging/caller.js';
import { runningService } from '#testing/running-service.js';
import { settings } from '../../apps/identity/src/config.js';
import { IdentityModule } from '../../apps/identity/src/identity.module.js';
import { Standings } from '../../apps/gateway/src/people/standings.js';
import { accessToken, asOperator, bearer, gatewayAlone, identityEnv } from './gateway-alone.js';

const identity = runningService('identity', IdentityModule, { settings, env: identityEnv });
const door = gatewayAlone({ beside: identity });
const { saveCollege, saveIncubator, foundCompany, saveMembership } = Organisations.method;

let phones = 13_600_000_000;

describe('Through the door with a role', () => {
  it('signs up, signs in and says who it is', async () => {
    const { phone, personId } = await givenPerson();

    const response = await door.post('/api/auth/sign-in', JSON.stringify({ phone, password: 'tianjian-demo' }));
    const { accessToken: token, person } = (await response.json()) as { accessToken: string; person: object };

    expect(person).toEqual({ personId, name: '马小兰' });
    const me = await door.fetch('/api/me', { headers: bearer(token) });
    expect(await me.json()).toEqual({ person: { personId, name: '马小兰' }, memberships: [], mandates: [] });
  });

  it('lets a new member in without signing in again', async () => {
    const { personId } = await givenPerson();
    const companyId = await givenCompany();
    const asBuyer = bearer(await accessToken(personId, {}, { age: 300 }));

    await givenMembership(personId, companyId);

    expect(await orders(companyId, asBuyer)).toBe(PAST_THE_DOOR);
    expect(await orders(await givenCompany(), asBuyer)).toBe(403);
  });

  it('forgets a membership that was taken away, however long the token lives', async () => {
    const { personId } = await givenPerson();
    const companyId = await givenCompany();
    const membershipId = await givenMembership(personId, companyId);
    const standings = new Standings(door.running.core.rpc);
    const seller: CallingPerson = { personId, memberships: [{ companyId, roles: ['seller'] }], mandates: [] };
    const now = Date.now();
    const told = { person: seller, asOf: now - 31_000 };
    expect((await standings.current(told, now)).person).toEqual(seller);

    await givenMembership(personId, companyId, { membershipId, endsOn: '2020-06-30' });

    expect((await standings.current(told, now + 29_000)).person).toEqual(seller);
    expect((await standings.current(told, now + 31_000)).person.memberships).toEqual([]);
    const token = bearer(await accessToken(personId, { memberships: seller.memberships }, { age: 31 }));
    expect(await orders(companyId, token)).toBe(403);
  });

  it('forgets a membership that an owner ended, within the minute', async () => {
    const [owner, packer] = [await givenPerson(), await givenPerson()];
    const companyId = await givenCompany();
    await givenMembership(owner.personId, companyId, { roles: ['owner'] });
    const membershipId = await givenMembership(packer.personId, companyId, { roles: ['packer'] });
    const standings = new Standings(door.running.core.rpc);
    const person: CallingPerson = {
      personId: packer.personId,
      memberships: [{ companyId, roles: ['packer'] }],
      mandates: [],
    };
    const now = Date.now();
    const told = { person, asOf: now };
    const end = (token: Record<string, string>, id: string) =>
      door.post(`/api/companies/${companyId}/memberships/${id}/end`, '{}', token);

    expect((await end(bearer(await accessToken(owner.personId, {}, { age: 5 })), membershipId)).status).toBe(200);

    expect((await standings.current(told, now + 29_000)).person).toEqual(person);
    expect((await standings.current(told, now + 31_000)).person.memberships).toEqual([]);
    const stale = bearer(await accessToken(packer.personId, { memberships: person.memberships }, { age: 31 }));
    expect(await orders(companyId, stale)).toBe(403);
  });

  it('goes on for buyers while identity is silent, and believes a role only as long as it may be gone', async () => {
    const companyId = CompanyId.new();
    const seller = { personId: PersonId.new(), memberships: [{ companyId, roles: ['seller'] }], mandates: [] };
    const buyer = { personId: PersonId.new(), memberships: [], mandates: [] };
    const now = Date.now();
    await Promise.all(identity.instances.splice(0).map((instance) => instance.stop()));

    const asked = (person: CallingPerson, age: number) =>
      new Standings(door.running.core.rpc).current({ person, asOf: now - age }, now).then(({ person }) => person);

    await expect(asked(buyer, 500_000)).resolves.toEqual(buyer);
    await expect(asked(seller, 45_000)).resolves.toEqual(seller);
    await expect(asked(seller, 51_000)).rejects.toMatchObject({ code: 'unavailable' });
    await identity.startInstance();
  });
});

// Nobody is behind the door in this test but identity.
const PAST_THE_DOOR = 503;

const orders = async (companyId: string, headers: Record<string, string>) =>
  (await door.fetch(`/api/companies/${companyId}/orders`, { headers })).status;

async function givenPerson() {
  const phone = String((phones += 1));
  const response = await door.post(
    '/api/auth/sign-up',
    JSON.stringify({ phone, password: 'tianjian-demo', name: '马小兰' }),
  );
  const { person } = (await response.json()) as { person: { personId: PersonId } };
  return { phone, personId: person.personId };
}

async function givenCompany() {
  const [collegeId, incubatorId, companyId] = [CollegeId.new(), IncubatorId.new(), CompanyId.new()];
  await identity.call(saveCollege, { collegeId, name: '甘肃农业学院' }, asOperator());
  await identity.call(saveIncubator, { incubatorId, collegeId, name: '田间孵化园' }, asOperator());
  await identity.call(foundCompany, { companyId, incubatorId, name: '陇上鲜' }, asOperator());
  return companyId;
}

async function givenMembership(
  personId: string,
  companyId: string,
  { membershipId = MembershipId.new(), roles = ['seller'], startsOn = '2020-01-01', endsOn = '' } = {},
) {
  const membership = { membershipId, personId, companyId, roles, startsOn, endsOn };
  await identity.call(saveMembership, membership, asOperator());
  return membershipId;
}
