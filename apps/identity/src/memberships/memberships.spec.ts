import { beforeAll, describe, expect, it } from '@jest/globals';
import { Account } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Auth, Organisations, Standings } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Memberships } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { CodeId, CollegeId, CompanyId, IncubatorId, InvitationId, MembershipId, type PersonId } from '#kernel/id.js';
import { asPerson, asService, eventually, runningService } from '#testing/running-service.js';
import { settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';
import { Inbox } from '../testing/inbox.js';

const inbox = new Inbox();
const identity = runningService('identity', IdentityModule, { settings, env: { SMS_FILE: inbox.file } });
const { invite, listInvitations, withdraw, listMine, accept, decline, list, end, change } = Memberships.method;

const PASSWORD = 'tianjian-demo';
const incubatorId = IncubatorId.new();
let phones = 13_400_000_000;
const nextPhone = () => String((phones += 1));

beforeAll(async () => {
  const collegeId = CollegeId.new();
  await identity.call(Organisations.method.saveCollege, { collegeId, name: '农职院' }, asService('operator'));
  await identity.call(
    Organisations.method.saveIncubator,
    { incubatorId, collegeId, name: '园' },
    asService('operator'),
  );
});

const day = (shift: number) => new Date(Date.now() + (8 + shift * 24) * 3_600_000).toISOString().slice(0, 10);

async function givenPerson({ phone = nextPhone(), proved = true } = {}) {
  const { person } = await identity.call(Auth.method.signUp, { phone, password: PASSWORD, name: '陈禾' });
  const personId = person!.personId as PersonId;
  const token = asPerson({ personId, memberships: [], mandates: [] });
  if (proved) {
    await identity.call(Account.method.sendProofCode, { codeId: CodeId.new() }, token);
    const code = await inbox.code(phone);
    await identity.call(Account.method.provePhone, { code }, token);
  }
  return { phone, personId, token };
}

/** A company with one owner. */
async function givenCompany() {
  const [companyId, owner] = [CompanyId.new(), await givenPerson({ proved: false })];
  await identity.call(
    Organisations.method.foundCompany,
    { companyId, incubatorId, name: '陇上鲜' },
    asService('operator'),
  );
  const membershipId = await givenMember(companyId, owner.personId, ['owner']);
  return { companyId, owner: { ...owner, membershipId } };
}

async function givenMember(companyId: string, personId: string, roles: string[], startsOn = '2020-01-01') {
  const membershipId = MembershipId.new();
  const membership = { membershipId, personId, companyId, roles, startsOn, endsOn: '' };
  await identity.call(Organisations.method.saveMembership, membership, asService('operator'));
  return membershipId;
}

async function givenInvitation(phone: string, over: { roles?: string[]; startsOn?: string; endsOn?: string } = {}) {
  const { companyId, owner } = await givenCompany();
  const request = { companyId, invitationId: InvitationId.new(), phone, roles: ['seller', 'host'], ...over };
  const { invitation } = await identity.call(invite, request, owner.token);
  return { companyId, owner, request, invitationId: request.invitationId, invitation: invitation! };
}

const standingOf = async (personId: string) =>
  (await identity.call(Standings.method.get, { personId }, asService('gateway'))).memberships;

describe('An invitation', () => {
  it('goes to a phone, is found by whoever proved it, and makes a member once it is accepted', async () => {
    const phone = nextPhone();
    const { companyId, owner, invitationId, invitation } = await givenInvitation(phone);
    expect(invitation).toMatchObject({ companyName: '陇上鲜', status: 'OPEN', phone: `134****${phone.slice(-4)}` });
    const invited = await givenPerson({ phone });
    const { invitations } = await identity.call(listMine, {}, invited.token);
    expect(invitations).toMatchObject([{ invitationId, companyId, roles: ['seller', 'host'] }]);

    for (const _ of [1, 2]) {
      const { invitation: accepted } = await identity.call(accept, { invitationId }, invited.token);
      expect(accepted).toMatchObject({ status: 'ACCEPTED' });
    }

    expect(await standingOf(invited.personId)).toMatchObject([{ companyId, roles: ['host', 'seller'] }]);
    const { members } = await identity.call(list, { companyId }, owner.token);
    expect(members).toMatchObject([
      { person: { personId: invited.personId }, roles: ['seller', 'host'], startsOn: day(0), inForce: true },
      { membershipId: owner.membershipId, person: { personId: owner.personId } },
    ]);
    expect((await identity.call(listInvitations, { companyId }, owner.token)).invitations).toEqual([]);
    expect((await identity.call(listMine, {}, invited.token)).invitations).toEqual([]);
    await eventually(async () => inbox.of(phone).some(({ text }) => text.includes('陇上鲜')));
  });

  it('answers the same for a phone nobody has, and may be repeated', async () => {
    const { owner, request, invitation } = await givenInvitation(nextPhone());

    expect(await identity.call(invite, request, owner.token)).toMatchObject({ invitation });
    const moved = { ...request, phone: nextPhone() };
    await expect(identity.call(invite, moved, owner.token)).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
    const { companyId, owner: other } = await givenCompany();
    await expect(identity.call(invite, { ...request, companyId }, other.token)).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
  });

  it('is nothing to whoever only typed the phone, and nobody else finds it', async () => {
    const phone = nextPhone();
    const { invitationId } = await givenInvitation(phone);
    const [typed, other] = [await givenPerson({ phone, proved: false }), await givenPerson()];

    expect((await identity.call(listMine, {}, typed.token)).invitations).toEqual([]);
    for (const method of [accept, decline]) {
      await expect(identity.call(method, { invitationId }, typed.token)).rejects.toMatchObject({
        code: 'phone.unproved',
      });
      await expect(identity.call(method, { invitationId }, other.token)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await standingOf(typed.personId)).toEqual([]);
  });

  it('is answered once: declined, taken back or run out it makes nobody a member', async () => {
    const invited = await givenPerson();
    const over = { code: 'invitation.over' };
    const [declined, withdrawn, late] = await Promise.all([1, 2, 3].map(() => givenInvitation(invited.phone)));
    await identity.call(decline, declined!, invited.token);
    await identity.call(decline, declined!, invited.token);
    const back = { companyId: withdrawn!.companyId, invitationId: withdrawn!.invitationId };
    for (const _ of [1, 2]) await identity.call(withdraw, back, withdrawn!.owner.token);
    await identity.sql('UPDATE invitation SET expires_at = now() WHERE invitation_id = $1', [late!.invitationId]);

    for (const { invitationId } of [declined!, withdrawn!, late!])
      await expect(identity.call(accept, { invitationId }, invited.token)).rejects.toMatchObject(over);
    await expect(identity.call(decline, withdrawn!, invited.token)).rejects.toMatchObject(over);
    await expect(identity.call(withdraw, { ...back, companyId: late!.companyId })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await standingOf(invited.personId)).toEqual([]);
  });

  it('begins on its day, and not before it was accepted', async () => {
    const invited = await givenPerson();
    const [past, future, gone] = await Promise.all([
      givenInvitation(invited.phone, { startsOn: '2020-01-01', endsOn: day(30) }),
      givenInvitation(invited.phone, { startsOn: day(3) }),
      givenInvitation(invited.phone, { startsOn: '2020-01-01', endsOn: day(-1) }),
    ]);

    await identity.call(accept, { invitationId: past.invitationId }, invited.token);
    await identity.call(accept, { invitationId: future.invitationId }, invited.token);

    const termOf = async ({ companyId, owner }: typeof past) =>
      (await identity.call(list, { companyId }, owner.token)).members.find(
        ({ person }) => person!.personId === invited.personId,
      );
    expect(await termOf(past)).toMatchObject({ startsOn: day(0), endsOn: day(30), inForce: true });
    expect(await termOf(future)).toMatchObject({ startsOn: day(3), endsOn: '', inForce: false });
    await expect(identity.call(accept, gone, invited.token)).rejects.toMatchObject({ code: 'invitation.over' });
    expect((await standingOf(invited.personId)).map(({ companyId }) => companyId)).toEqual([past.companyId]);
  });

  it('is no way to flood phones: fifty a day of one company, one message a day to one phone', async () => {
    const { companyId, owner } = await givenCompany();
    const phone = nextPhone();
    const ask = () =>
      identity.call(invite, { companyId, invitationId: InvitationId.new(), phone, roles: ['packer'] }, owner.token);

    for (let time = 0; time < 50; time += 1) await ask();

    await expect(ask()).rejects.toMatchObject({ code: 'invitation.too_many' });
    // Whatever waits is sent in the order in which it was asked for.
    await givenPerson();
    await eventually(async () => inbox.of(phone).length > 0);
    expect(inbox.of(phone)).toHaveLength(1);
  });

  it.each([
    ['phone', { phone: 'x' }],
    ['roles', { roles: ['king'] }],
    ['endsOn', { startsOn: '2026-02-02', endsOn: '2026-02-01' }],
    ['invitationId', { invitationId: 'x' }],
  ])('names a %s that cannot be', async (field, over) => {
    const { companyId, owner } = await givenCompany();
    const request = { companyId, invitationId: InvitationId.new(), phone: nextPhone(), roles: ['host'], ...over };

    await expect(identity.call(invite, request, owner.token)).rejects.toMatchObject({ details: { field } });
  });
});

describe('A membership', () => {
  it('ends at once, or on a later day, and stays readable', async () => {
    const { companyId, owner } = await givenCompany();
    const [now, later] = [await givenPerson({ proved: false }), await givenPerson({ proved: false })];
    const endOf = async (personId: string, endsOn: string) => {
      const membershipId = await givenMember(companyId, personId, ['seller']);
      for (const _ of [1, 2]) await identity.call(end, { companyId, membershipId, endsOn }, owner.token);
      return membershipId;
    };

    const ended = await endOf(now.personId, '');
    await endOf(later.personId, day(0));

    expect(await standingOf(now.personId)).toEqual([]);
    expect(await standingOf(later.personId)).toMatchObject([{ companyId, roles: ['seller'] }]);
    const { members } = await identity.call(list, { companyId }, owner.token);
    expect(members.find(({ membershipId }) => membershipId === ended)).toMatchObject({ inForce: false });
    const ever = await identity.call(
      Standings.method.everMember,
      { personId: now.personId, companyId },
      asService('attribution'),
    );
    expect(ever.everMember).toBe(true);
    await expect(
      identity.call(end, { companyId, membershipId: ended, endsOn: day(5) }, owner.token),
    ).rejects.toMatchObject({ code: 'membership.over' });
  });

  it('is changed by another that takes its place', async () => {
    const { companyId, owner } = await givenCompany();
    const { personId } = await givenPerson({ proved: false });
    const membershipId = await givenMember(companyId, personId, ['packer']);
    const request = { companyId, membershipId, newMembershipId: MembershipId.new(), roles: ['seller', 'host'] };

    for (const _ of [1, 2]) {
      const { member } = await identity.call(change, request, owner.token);
      expect(member).toMatchObject({ membershipId: request.newMembershipId, startsOn: day(0), inForce: true });
    }

    expect(await standingOf(personId)).toMatchObject([{ companyId, roles: ['host', 'seller'] }]);
    const differently = { code: 'request.repeated_differently' };
    const other = { ...request, roles: ['owner'] };
    await expect(identity.call(change, other, owner.token)).rejects.toMatchObject(differently);
    const taken = { ...request, membershipId: request.newMembershipId, newMembershipId: owner.membershipId };
    await expect(identity.call(change, taken, owner.token)).rejects.toMatchObject(differently);
    const anew = { ...request, newMembershipId: MembershipId.new() };
    await expect(identity.call(change, anew, owner.token)).rejects.toMatchObject({ code: 'membership.over' });
  });

  it('of the last owner cannot be ended or changed away', async () => {
    const { companyId, owner } = await givenCompany();
    const { membershipId } = owner;
    const last = { code: 'membership.last_owner' };
    const newMembershipId = MembershipId.new();

    for (const endsOn of ['', day(10)])
      await expect(identity.call(end, { companyId, membershipId, endsOn }, owner.token)).rejects.toMatchObject(last);
    for (const terms of [{ roles: ['seller'] }, { roles: ['owner'], endsOn: day(10) }]) {
      const request = { companyId, membershipId, newMembershipId, ...terms };
      await expect(identity.call(change, request, owner.token)).rejects.toMatchObject(last);
    }
    const more = { companyId, membershipId, newMembershipId, roles: ['owner', 'host'] };
    await expect(identity.call(change, more, owner.token)).resolves.toBeDefined();
    expect(await standingOf(owner.personId)).toMatchObject([{ roles: ['host', 'owner'] }]);
  });

  it('stays with one of two owners who end each other at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { companyId, owner } = await givenCompany();
      const other = await givenPerson({ proved: false });
      const otherId = await givenMember(companyId, other.personId, ['owner']);

      const answers = await Promise.allSettled([
        identity.call(end, { companyId, membershipId: otherId }, owner.token),
        identity.call(end, { companyId, membershipId: owner.membershipId }, other.token),
      ]);

      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('of another company is not found', async () => {
    const [ours, theirs] = [await givenCompany(), await givenCompany()];
    const foreign = { companyId: ours.companyId, membershipId: theirs.owner.membershipId };

    await expect(identity.call(end, foreign, ours.owner.token)).rejects.toMatchObject({ code: 'not_found' });
    const request = { ...foreign, newMembershipId: MembershipId.new(), roles: ['host'] };
    await expect(identity.call(change, request, ours.owner.token)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is listed page by page, each once', async () => {
    const { companyId, owner } = await givenCompany();
    const { personId } = await givenPerson({ proved: false });
    for (const startsOn of [day(-3), day(-3), day(-2), day(1)])
      await givenMember(companyId, personId, ['host'], startsOn);
    const found: string[] = [];
    let pageToken = '';

    do {
      const page = await identity.call(list, { companyId, pageSize: 2, pageToken }, owner.token);
      found.push(...page.members.map(({ startsOn }) => startsOn));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');

    expect(found).toEqual([day(1), day(-2), day(-3), day(-3), '2020-01-01']);
  });

  it.each([
    ['endsOn', { endsOn: day(-1) }],
    ['endsOn', { endsOn: '2026-02-30' }],
    ['membershipId', { membershipId: 'x' }],
  ])('is not ended with a %s that cannot be', async (field, over) => {
    const { companyId, owner } = await givenCompany();
    const { personId } = await givenPerson({ proved: false });
    const membershipId = await givenMember(companyId, personId, ['host']);

    await expect(identity.call(end, { companyId, membershipId, ...over }, owner.token)).rejects.toMatchObject({
      details: { field },
    });
  });
});

describe('The tables of identity', () => {
  it('each say whose they are', async () => {
    const tables = await identity.sql<{ name: string; kind: string }>(`
      SELECT relname AS name, split_part(obj_description(oid), ':', 1) AS kind FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'migrations'`);

    expect(Object.fromEntries(tables.map(({ name, kind }) => [name, kind]))).toEqual({
      ...{ person: 'person', sign_in_failure: 'person', refresh_family: 'person', refresh_token: 'person' },
      ...{ phone_code: 'person', text_message: 'person', address: 'person', notice: 'person' },
      ...{ second_factor: 'person', recovery_code: 'person', membership: 'person', mandate: 'person' },
      ...{ verification: 'person' },
      ...{ college: 'platform', incubator: 'platform', company: 'platform', invitation: 'company' },
      ...{ outbox: 'platform', inbox: 'platform', dead_letter: 'platform' },
    });
  });
});
