import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Memberships } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Accounts, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Duty_EndReason, Shift_Status, Shifts } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import {
  AccountId,
  CollegeId,
  CompanyId,
  DutyId,
  IncubatorId,
  LiveSessionId,
  MembershipId,
  PersonId,
  ShiftId,
} from '#kernel/id.js';
import { asPerson, asService, eventually, runningService } from '#testing/running-service.js';
import { settings } from '../../apps/identity/src/config.js';
import { IdentityModule } from '../../apps/identity/src/identity.module.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';

const identity = runningService('identity', IdentityModule, { settings });
const livestream = runningService('livestream', LivestreamModule, { beside: identity });

const { plan, drop, checkIn, checkOut, list } = Shifts.method;
const operator = asService('operator');
const companyId = CompanyId.new();
const accountId = AccountId.new();
const inMinutes = (minutes: number) => timestampFromDate(new Date(Date.now() + minutes * 60_000));
let phones = 13_700_000_000;

/** Somebody who works here, as identity knows them and as the gateway vouches for them. */
async function givenMember(role: 'seller' | 'host' | 'packer') {
  const [personId, membershipId] = [PersonId.new(), MembershipId.new()];
  const phone = String((phones += 1));
  await identity.call(Organisations.method.savePerson, { personId, phone, password: 'tianjian', name: role }, operator);
  const term = { membershipId, personId, companyId, roles: [role], startsOn: '2020-01-01' };
  await identity.call(Organisations.method.saveMembership, term, operator);
  return { personId, membershipId, token: memberToken(personId, role) };
}

const memberToken = (personId: PersonId, role: string) =>
  asPerson({ personId, memberships: [{ companyId, roles: [role] }], mandates: [] });

type Member = Awaited<ReturnType<typeof givenMember>>;
let [seller, fang, ming] = [] as unknown as [Member, Member, Member];

beforeAll(async () => {
  const [collegeId, incubatorId] = [CollegeId.new(), IncubatorId.new()];
  await identity.call(Organisations.method.saveCollege, { collegeId, name: '学院' }, operator);
  await identity.call(Organisations.method.saveIncubator, { incubatorId, collegeId, name: '孵化园' }, operator);
  await identity.call(Organisations.method.foundCompany, { companyId, incubatorId, name: '陇上鲜' }, operator);
  [seller, fang, ming] = [await givenMember('seller'), await givenMember('host'), await givenMember('host')];
  const account = { companyId, accountId, platform: 'douyin', name: '田间' };
  await livestream.call(Accounts.method.save, account, seller.token);
});

async function givenSession(planned: Member[] = []) {
  const liveSessionId = LiveSessionId.new();
  await livestream.call(LiveSessions.method.save, { companyId, accountId, liveSessionId, title: '专场' }, seller.token);
  const session = { companyId, liveSessionId };
  for (const [at, { personId }] of planned.entries()) {
    await livestream.call(plan, { ...session, ...shiftOf(personId, at * 60, at * 60 + 60) }, seller.token);
  }
  return session;
}

const shiftOf = (personId: PersonId, from: number, until: number) => ({
  shiftId: ShiftId.new(),
  personId,
  stageName: '小芳',
  startsAt: inMinutes(from),
  endsAt: inMinutes(until),
});

describe('A plan', () => {
  it('names sellers and hosts of the company, one at a time, and can be changed', async () => {
    const session = await givenSession();
    const packer = await givenMember('packer');
    const first = { ...session, ...shiftOf(fang.personId, 0, 60) };
    await livestream.call(plan, first, seller.token);

    for (const personId of [packer.personId, PersonId.new()]) {
      const stranger = { ...session, ...shiftOf(personId, 60, 90) };
      await expect(livestream.call(plan, stranger, seller.token)).rejects.toMatchObject({
        code: 'request.invalid',
        details: { field: 'personId' },
      });
    }
    const second = { ...session, ...shiftOf(ming.personId, 59, 90) };
    await expect(livestream.call(plan, second, seller.token)).rejects.toMatchObject({ code: 'shift.overlaps' });
    await livestream.call(plan, { ...first, endsAt: inMinutes(45) }, seller.token);
    const { shifts } = await livestream.call(plan, second, seller.token);

    expect(shifts).toMatchObject([
      { personId: fang.personId, status: Shift_Status.PLANNED },
      { personId: ming.personId, status: Shift_Status.PLANNED },
    ]);
    const dropped = await livestream.call(drop, { ...session, shiftId: first.shiftId }, seller.token);
    await livestream.call(drop, { ...session, shiftId: first.shiftId }, seller.token);
    expect(dropped.shifts).toMatchObject([{ personId: ming.personId }]);
  });

  it('tells who did not come', async () => {
    const session = await givenSession();
    await livestream.call(plan, { ...session, ...shiftOf(fang.personId, -30, 60) }, seller.token);

    const { shifts } = await livestream.call(list, session, ming.token);

    expect(shifts).toMatchObject([{ status: Shift_Status.MISSED }]);
  });
});

describe('Going on duty', () => {
  it('is for who is on the plan, and for sellers; repeated, it is the same duty', async () => {
    const session = await givenSession([fang]);
    const mine = { ...session, dutyId: DutyId.new(), device: '小米 14' };

    await expect(livestream.call(checkIn, { ...session, dutyId: DutyId.new() }, ming.token)).rejects.toMatchObject({
      code: 'shift.not_planned',
    });
    await livestream.call(checkIn, mine, fang.token);
    const { duties, shifts } = await livestream.call(checkIn, mine, fang.token);

    expect(duties).toMatchObject([{ dutyId: mine.dutyId, personId: fang.personId, stageName: '小芳' }]);
    expect(duties[0]!.endsAt).toBeUndefined();
    expect(shifts).toMatchObject([{ status: Shift_Status.KEPT }]);
    await expect(livestream.call(checkIn, mine, seller.token)).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
  });

  it('relieves whoever is on duty only if it says so: the one ends as the other begins', async () => {
    const session = await givenSession([fang, ming]);
    await livestream.call(checkIn, { ...session, dutyId: DutyId.new() }, fang.token);
    const relief = { ...session, dutyId: DutyId.new() };

    await expect(livestream.call(checkIn, relief, ming.token)).rejects.toMatchObject({ code: 'shift.taken' });
    const { duties } = await livestream.call(checkIn, { ...relief, takeOver: true }, ming.token);

    expect(duties).toMatchObject([
      { personId: ming.personId },
      { personId: fang.personId, endReason: Duty_EndReason.TAKEN_OVER },
    ]);
    const now = await livestream.call(checkIn, { ...session, dutyId: DutyId.new(), takeOver: true }, seller.token);
    expect(now.duties).toMatchObject([{ personId: seller.personId, stageName: '店主' }, {}, {}]);
    await livestream.call(checkOut, { ...session, dutyId: now.duties[0]!.dutyId }, seller.token);
    const told = await livestream.sql<{ kind: string; body: object }>(
      'SELECT kind, body FROM room_fact WHERE live_session_id = $1 ORDER BY seq',
      [session.liveSessionId],
    );
    expect(told).toEqual(
      [{ name: '小芳' }, { name: '小芳' }, { name: '店主' }, {}].map((body) => ({ kind: 'HOST_CHANGED', body })),
    );
  });

  it('is for oneself; a seller checks in others, who must be on the plan', async () => {
    const session = await givenSession([fang]);
    const others = { ...session, dutyId: DutyId.new(), personId: fang.personId };

    await expect(livestream.call(checkIn, others, ming.token)).rejects.toMatchObject({ code: 'access.denied' });
    await expect(livestream.call(checkIn, { ...others, personId: ming.personId }, seller.token)).rejects.toMatchObject({
      code: 'shift.not_planned',
    });
    expect((await livestream.call(checkIn, others, seller.token)).duties).toMatchObject([{ personId: fang.personId }]);
  });

  it('ends by oneself or a seller, with the session, and is not to be had afterwards', async () => {
    const session = await givenSession([fang, ming]);
    const [first, second] = [DutyId.new(), DutyId.new()];
    await livestream.call(checkIn, { ...session, dutyId: first }, fang.token);

    await expect(livestream.call(checkOut, { ...session, dutyId: first }, ming.token)).rejects.toMatchObject({
      code: 'access.denied',
    });
    await expect(livestream.call(checkOut, { ...session, dutyId: second }, fang.token)).rejects.toMatchObject({
      code: 'not_found',
    });
    await livestream.call(checkOut, { ...session, dutyId: first }, fang.token);
    await livestream.call(checkOut, { ...session, dutyId: first }, seller.token);
    await livestream.call(checkIn, { ...session, dutyId: second }, ming.token);
    await livestream.sql(`UPDATE live_session SET status = 'LIVE' WHERE live_session_id = $1`, [session.liveSessionId]);
    // The catalog is not there to be told.
    await livestream.call(LiveSessions.method.end, session, seller.token).catch(() => {});

    const { duties } = await livestream.call(list, session, seller.token);
    expect(duties).toMatchObject([
      { dutyId: second, endReason: Duty_EndReason.SESSION_ENDED },
      { dutyId: first, endReason: Duty_EndReason.CHECKED_OUT },
    ]);
    await expect(livestream.call(checkIn, { ...session, dutyId: DutyId.new() }, fang.token)).rejects.toMatchObject({
      code: 'session.not_open',
    });
  });

  it('ends within seconds for whose membership ends in the middle of the show', async () => {
    const leaving = await givenMember('host');
    const owner = asPerson({
      personId: PersonId.new(),
      memberships: [{ companyId, roles: ['owner'] }],
      mandates: [],
    });
    const session = await givenSession([leaving]);
    await livestream.call(checkIn, { ...session, dutyId: DutyId.new() }, leaving.token);
    await identity.call(Memberships.method.end, { companyId, membershipId: leaving.membershipId }, owner);

    const duties = await eventually(async () => {
      const seen = await livestream.call(list, session, seller.token);
      return seen.duties[0]!.endsAt && seen.duties;
    });

    expect(duties).toMatchObject([{ endReason: Duty_EndReason.MEMBERSHIP_ENDED }]);
  });
});

describe('Duties of a session', () => {
  type Move = { who: 0 | 1 | 2; does: 'comes' | 'takes over' | 'goes' };
  const move = fc.record<Move>({
    who: fc.constantFrom(0, 1, 2),
    does: fc.constantFrom('comes', 'takes over', 'goes'),
  });

  it('never overlap, whoever comes, goes and takes over at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(move, { minLength: 1, maxLength: 6 }), { maxLength: 5 }), async (rounds) => {
        const people = [seller, fang, ming];
        const session = await givenSession([fang, ming]);
        for (const moves of rounds) await Promise.all(moves.map(({ who, does }) => play(session, people[who]!, does)));

        const [overlaps] = await livestream.sql<{ n: number }>(
          `SELECT count(*)::int AS n FROM duty a JOIN duty b USING (company_id, live_session_id)
           WHERE live_session_id = $1 AND a.duty_id <> b.duty_id AND a.starts_at < coalesce(b.ends_at, 'infinity')
             AND b.starts_at < coalesce(a.ends_at, 'infinity')`,
          [session.liveSessionId],
        );
        expect(overlaps!.n).toBe(0);
      }),
      { numRuns: 10 },
    );
  });

  /** May be refused. */
  async function play(
    session: { companyId: CompanyId; liveSessionId: LiveSessionId },
    who: Member,
    does: Move['does'],
  ) {
    if (does !== 'goes') {
      const duty = { ...session, dutyId: DutyId.new(), takeOver: does === 'takes over' };
      await livestream.call(checkIn, duty, who.token).catch(() => {});
      return;
    }
    const { duties } = await livestream.call(list, session, who.token);
    const own = duties.find((duty) => duty.personId === who.personId);
    if (own) await livestream.call(checkOut, { ...session, dutyId: own.dutyId }, who.token);
  }
});
