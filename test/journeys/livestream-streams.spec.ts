import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Memberships } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Accounts, LiveSession_Status, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Shifts } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import {
  Recording_Integrity,
  Recordings,
  Stream_State,
  Streams,
  StreamTrouble_Kind,
} from '#contracts/tianjian/livestream/v1/streams_pb.js';
import {
  AccountId,
  CollegeId,
  CompanyId,
  HoldId,
  IncubatorId,
  LiveSessionId,
  MembershipId,
  PersonId,
  ShiftId,
  StreamKeyId,
  VerificationId,
} from '#kernel/id.js';
import { parseStreamKeySecrets, verifyStreamKey } from '#kernel/stream-key.js';
import { STREAM_STANDING } from '#messaging/subjects.js';
import { asPerson, asService, eventually, runningService } from '#testing/running-service.js';
import { settings as identitySettings } from '../../apps/identity/src/config.js';
import { IdentityModule } from '../../apps/identity/src/identity.module.js';
import { settings } from '../../apps/livestream/src/config.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { Edge } from './edge.js';

const SECRETS = JSON.stringify({
  k2: 'the secret of this month, 32 letters',
  k1: 'the secret of last month, 32 letters',
});
const env = {
  PAUSE_MAX: '200ms',
  STREAM_KEY_SECRETS: SECRETS,
  MEDIA_EDGES: '[{"edgeId":"edge-1","rtmpUrl":"rtmp://live.example:1935","playUrl":"http://live.example"}]',
};
const identity = runningService('identity', IdentityModule, { settings: identitySettings });
const livestream = runningService('livestream', LivestreamModule, { beside: identity, settings, env });

const { issueKey, rotateKey, revokeKeys, standing } = Streams.method;
const companyId = CompanyId.new();
const incubatorId = IncubatorId.new();
const mentorId = PersonId.new();
const mandates = [{ incubatorId, role: 'mentor', companyIds: [companyId] }];
// Tokens are over after a minute: made anew for each call.
const asMentor = () => asPerson({ personId: mentorId, memberships: [], mandates });
const inMinutes = (minutes: number) => timestampFromDate(new Date(Date.now() + minutes * 60_000));
let phones = 13_650_000_000;

/** Somebody who works here, and whom the incubator saw. */
async function givenMember(role: 'seller' | 'host') {
  const [personId, membershipId] = [PersonId.new(), MembershipId.new()];
  const phone = String((phones += 1));
  await identity.call(
    Organisations.method.savePerson,
    { personId, phone, password: 'tianjian', name: role },
    asService('operator'),
  );
  const term = { membershipId, personId, companyId, roles: [role], startsOn: '2020-01-01' };
  await identity.call(Organisations.method.saveMembership, term, asService('operator'));
  const memberships = [{ companyId, roles: [role] }];
  return {
    ...{ personId, membershipId },
    get token() {
      return asPerson({ personId, memberships, mandates: [] });
    },
  };
}

const verify = (personId: string) =>
  identity.sql(
    `INSERT INTO verification (verification_id, person_id, incubator_id, verified_on, valid_until, confirmed_by)
     SELECT $1, $2, $3, current_date, current_date + 180, person_id FROM person WHERE person_id <> $2 LIMIT 1`,
    [VerificationId.new(), personId, incubatorId],
  );

type Member = Awaited<ReturnType<typeof givenMember>>;
let [seller, fang, ming] = [] as unknown as [Member, Member, Member];

beforeAll(async () => {
  const collegeId = CollegeId.new();
  await identity.call(Organisations.method.saveCollege, { collegeId, name: '学院' }, asService('operator'));
  await identity.call(
    Organisations.method.saveIncubator,
    { incubatorId, collegeId, name: '孵化园' },
    asService('operator'),
  );
  await identity.call(
    Organisations.method.foundCompany,
    { companyId, incubatorId, name: '陇上鲜' },
    asService('operator'),
  );
  [seller, fang, ming] = [await givenMember('seller'), await givenMember('host'), await givenMember('host')];
  for (const { personId } of [seller, fang, ming]) await verify(personId);
});

/** A session on an account of its own, which both hosts operate. */
async function givenSession(over: object = {}) {
  const [liveSessionId, accountId] = [LiveSessionId.new(), AccountId.new()];
  const account = { companyId, accountId, platform: 'tianjian', name: '田间' };
  await livestream.call(Accounts.method.save, account, seller.token);
  const personIds = [fang.personId, ming.personId];
  await livestream.call(Accounts.method.setOperators, { companyId, accountId, personIds }, seller.token);
  const session = { companyId, accountId, liveSessionId, title: '果园晚场', ...over };
  await livestream.call(LiveSessions.method.save, session, seller.token);
  return { companyId, liveSessionId };
}

type Session = Awaited<ReturnType<typeof givenSession>>;

const keyFor = (session: Session, who: Member, over: object = {}) =>
  livestream.call(issueKey, { ...session, keyId: StreamKeyId.new(), ...over }, who.token);
const refused = (code: string) => expect.objectContaining({ code });
const look = async ({ liveSessionId }: Session) =>
  (await livestream.call(LiveSessions.method.get, { liveSessionId })).session!;
const deskOf = (session: Session) => livestream.call(Streams.method.get, session, asMentor());
const standingOf = async ({ liveSessionId }: Session) => {
  const { sessions } = await livestream.call(standing, { edgeId: 'edge-1' }, asService('media'));
  return sessions.find((one) => one.liveSessionId === liveSessionId);
};
const becomes = (session: Session, status: LiveSession_Status) =>
  eventually(async () => (await look(session)).status === status);
const edgeFor = (session: Session, who = seller) =>
  new Edge(livestream, { ...session, personId: who.personId, edgeId: 'edge-1' });

const plan = (session: Session, { personId }: Member, from: number, until: number) =>
  livestream.call(
    Shifts.method.plan,
    {
      ...{ ...session, shiftId: ShiftId.new(), personId, stageName: '小芳' },
      startsAt: inMinutes(from),
      endsAt: inMinutes(until),
    },
    seller.token,
  );

describe('A stream key', () => {
  it('is genuine, makes the session ready, is the same when asked for again, and is known to the edges', async () => {
    const session = await givenSession();
    const keyId = StreamKeyId.new();

    const given = await keyFor(session, seller, { keyId });
    const again = await keyFor(session, seller, { keyId });

    expect(again).toEqual(given);
    expect(given.serverUrl).toBe('rtmp://live.example:1935/live');
    const [stream, key = ''] = given.streamKey.split('?key=');
    expect(stream).toBe(session.liveSessionId);
    expect(verifyStreamKey(parseStreamKeySecrets(SECRETS), key, session.liveSessionId, new Date())).toMatchObject({
      personId: seller.personId,
      companyId,
      serial: 1,
    });
    expect(await look(session)).toMatchObject({
      status: LiveSession_Status.READY,
      stream: { state: Stream_State.NONE, hlsUrl: '', replayUrl: '' },
    });
    expect(await standingOf(session)).toMatchObject({ deniedBelow: 0n, over: false });
    await expect(keyFor(session, seller, { keyId, takeOver: true })).rejects.toEqual(
      refused('request.repeated_differently'),
    );
  });

  it('is for verified people only', async () => {
    const session = await givenSession();
    const unseen = await givenMember('seller');

    await expect(keyFor(session, unseen)).rejects.toEqual(refused('host.unverified'));
    await verify(unseen.personId);
    await expect(keyFor(session, unseen)).resolves.toBeDefined();

    const over = 'UPDATE verification SET verified_on = current_date - 200, valid_until = current_date - 1';
    await identity.sql(`${over} WHERE person_id = $1`, [unseen.personId]);
    await expect(keyFor(session, unseen)).rejects.toEqual(refused('host.unverified'));
  });

  it('is for who is on the plan now, or on duty', async () => {
    const session = await givenSession();
    await expect(keyFor(session, fang)).rejects.toEqual(refused('stream.off_roster'));

    await plan(session, fang, -5, 60);
    await expect(keyFor(session, fang)).resolves.toBeDefined();
    await expect(keyFor(session, ming)).rejects.toEqual(refused('stream.off_roster'));
    await expect(keyFor(session, seller)).rejects.toEqual(refused('stream.off_roster'));

    await plan(session, ming, 120, 180);
    await livestream.call(Shifts.method.checkIn, { ...session, dutyId: StreamKeyId.new() }, ming.token);
    await expect(keyFor(session, ming)).resolves.toBeDefined();
  });

  it('is nothing for a session that is over', async () => {
    const session = await givenSession();
    await livestream.call(LiveSessions.method.start, session, seller.token).catch(() => {}); // No catalog here.
    await livestream.call(LiveSessions.method.end, session, seller.token).catch(() => {});

    await expect(keyFor(session, seller)).rejects.toEqual(refused('session.not_open'));
  });

  it('is replaced with grace, and revoked at once, which every edge is told', async () => {
    const session = await givenSession();
    const heard: string[] = [];
    const told = livestream.instances[0]!.core.nats.subscribe(STREAM_STANDING, {
      callback: (_, message) => void heard.push(message.string()),
    });
    await keyFor(session, seller);
    await livestream.call(rotateKey, { ...session, keyId: StreamKeyId.new(), graceS: 600 }, seller.token);
    expect(await standingOf(session)).toMatchObject({ deniedBelow: 0n });
    await livestream.call(rotateKey, { ...session, keyId: StreamKeyId.new(), graceS: 0 }, seller.token);
    expect(await standingOf(session)).toMatchObject({ deniedBelow: 3n });

    const desk = await livestream.call(revokeKeys, session, seller.token);

    expect(desk.keys.map(({ serial, revoked }) => [serial, revoked])).toEqual([
      [3n, true],
      [2n, true],
      [1n, true],
    ]);
    await eventually(async () => heard.some((words) => words.includes('"deniedBelow":"4"')));
    told.unsubscribe();
  });
});

describe('A session that is streamed', () => {
  it('goes where its stream goes, from the first picture to the sealed recording', async () => {
    const session = await givenSession();
    await keyFor(session, seller);
    const edge = edgeFor(session);

    await edge.starts();
    await becomes(session, LiveSession_Status.LIVE);
    const base = `http://live.example/live/${session.liveSessionId}`;
    expect(await look(session)).toMatchObject({
      stream: {
        state: Stream_State.ON,
        hlsUrl: `${base}/index.m3u8`,
        socketUrl: `${base.replace('http', 'ws')}/socket`,
      },
    });
    expect(await deskOf(session)).toMatchObject({ personId: seller.personId });

    await edge.isInterrupted();
    await becomes(session, LiveSession_Status.INTERRUPTED);
    expect((await look(session)).stream?.state).toBe(Stream_State.LOST);
    await edge.resumes();
    await becomes(session, LiveSession_Status.LIVE);

    await livestream.call(LiveSessions.method.end, session, seller.token).catch(() => {});
    expect(await standingOf(session)).toMatchObject({ over: true });
    await edge.seals(3);
    await edge.ends('SESSION_OVER');
    await edge.sealsRecording();
    await becomes(session, LiveSession_Status.SEALED);

    expect(await look(session)).toMatchObject({
      stream: { state: Stream_State.OVER, hlsUrl: '', replayUrl: `${edge.replayUrl}` },
    });
    const kinds = await livestream.sql<{ kind: string; state: string }>(
      `SELECT kind, body ->> 'state' AS state FROM room_fact WHERE live_session_id = $1 ORDER BY seq`,
      [session.liveSessionId],
    );
    expect(kinds.map(({ kind, state }) => (state ? `${kind} ${state}` : kind))).toEqual([
      ...['STARTED', 'STREAM ON', 'STREAM LOST', 'STREAM ON', 'ENDED', 'STREAM OVER', 'STREAM OVER'],
    ]);
  });

  it('ends when the edge gives its publisher up', async () => {
    const session = await givenSession();
    await keyFor(session, seller);
    const edge = edgeFor(session);

    await edge.starts();
    await edge.isInterrupted();
    await edge.ends('LOST');

    await becomes(session, LiveSession_Status.ENDED);
  });

  it('ends by itself when its edge is gone for good', async () => {
    const session = await givenSession();
    await keyFor(session, seller);
    const edge = edgeFor(session);
    await edge.starts();
    await edge.isInterrupted();
    await becomes(session, LiveSession_Status.INTERRUPTED);

    const longAgo = `UPDATE session_stream SET lost_until = now() - interval '1 s' WHERE live_session_id = $1`;
    await livestream.sql(longAgo, [session.liveSessionId]);

    await becomes(session, LiveSession_Status.ENDED);
  });

  it('is as was said last, whatever comes twice or late', async () => {
    const session = await givenSession();
    await keyFor(session, seller);
    const edge = edgeFor(session);
    const words = [edge.word('started'), edge.word('interrupted'), edge.word('resumed')];

    for (const word of [words[2]!, words[0]!, words[1]!, words[2]!, words[0]!]) await edge.says(word);
    await edge.denied('FORGED');
    await eventually(async () => (await deskOf(session)).troubles.length === 1);

    expect(await look(session)).toMatchObject({
      status: LiveSession_Status.LIVE,
      stream: { state: Stream_State.ON },
    });
  });

  it('is taken over on purpose: who streamed is shown out', async () => {
    const session = await givenSession();
    await plan(session, fang, -5, 60);
    await livestream.call(Shifts.method.checkIn, { ...session, dutyId: StreamKeyId.new() }, fang.token);
    await plan(session, ming, 61, 120);
    await keyFor(session, fang);
    const before = edgeFor(session, fang);
    await before.starts();
    await becomes(session, LiveSession_Status.LIVE);
    await livestream.call(Shifts.method.checkIn, { ...session, dutyId: StreamKeyId.new(), takeOver: true }, ming.token);

    await expect(keyFor(session, ming)).rejects.toEqual(refused('stream.taken'));
    await keyFor(session, ming, { takeOver: true });

    expect(await standingOf(session)).toMatchObject({ deniedBelow: 2n, kickPublishId: before.publishId });
    const after = edgeFor(session, ming);
    await after.starts({ takesOverPublishId: before.publishId });
    await eventually(async () => (await deskOf(session)).personId === ming.personId);
    expect((await look(session)).status).toBe(LiveSession_Status.LIVE);
  });

  it('shows out who is no host of the company any more', async () => {
    const session = await givenSession();
    const leaving = await givenMember('seller');
    await verify(leaving.personId);
    await keyFor(session, leaving);
    const edge = edgeFor(session, leaving);
    await edge.starts();
    await becomes(session, LiveSession_Status.LIVE);
    const owner = asPerson({
      personId: PersonId.new(),
      memberships: [{ companyId, roles: ['owner'] }],
      mandates: [],
    });

    await identity.call(Memberships.method.end, { companyId, membershipId: leaving.membershipId }, owner);

    await eventually(async () => (await standingOf(session))?.kickPublishId === edge.publishId);
    expect(await standingOf(session)).toMatchObject({ deniedBelow: 2n });
  });

  it('that nobody begins is written down once', async () => {
    const session = await givenSession({ startsAt: inMinutes(-16) });

    await eventually(async () => (await deskOf(session)).troubles.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect((await deskOf(session)).troubles).toMatchObject([{ kind: StreamTrouble_Kind.NO_SHOW, times: 1 }]);
  });
});

describe('A recording', () => {
  const listed = async (session: Session) =>
    (await livestream.call(Recordings.method.list, session, asMentor())).recordings;
  const settled = (session: Session) =>
    eventually(async () => {
      const [recording] = await listed(session);
      return recording?.integrity === Recording_Integrity.OPEN ? undefined : recording;
    });

  async function givenShow(tell: (edge: Edge) => Promise<void>) {
    const session = await givenSession();
    await keyFor(session, seller);
    const edge = edgeFor(session);
    await edge.starts();
    await tell(edge);
    return { session, edge };
  }

  it('is whole where each segment follows the one before it, in whatever order they come', async () => {
    const { session, edge } = await givenShow(async (edge) => {
      const segments = edge.segments(5);
      await edge.ends('STOPPED');
      for (const at of [3, 0, 4, 2]) await edge.says(segments[at]!);
      await edge.sealsRecording();
      await edge.says(segments[1]!);
      await edge.says(segments[1]!);
    });

    expect(await settled(session)).toMatchObject({
      integrity: Recording_Integrity.WHOLE,
      segments: 5,
      sha256: edge.lastLink,
      troubles: [],
      held: false,
    });
  });

  it('is broken where one does not: a mentor sees which', async () => {
    const { session } = await givenShow(async (edge) => {
      await edge.seals(2);
      edge.forgesNext();
      await edge.seals(2);
      await edge.ends('STOPPED');
      await edge.sealsRecording();
    });

    expect(await settled(session)).toMatchObject({
      integrity: Recording_Integrity.BROKEN,
      troubles: [{ kind: StreamTrouble_Kind.CHAIN_BROKEN, words: 'segment 2' }],
    });
  });

  it('is broken where segments never come', async () => {
    const { session, edge } = await givenShow(async (edge) => {
      const [first, , last] = edge.segments(3);
      await edge.says(first!);
      await edge.says(last!);
      await edge.ends('STOPPED');
      await edge.sealsRecording();
    });
    await becomes(session, LiveSession_Status.SEALED);

    const longAgo = `UPDATE recording SET sealed_at = sealed_at - interval '1 hour' WHERE recording_id = $1`;
    await livestream.sql(longAgo, [edge.recordingId]);

    expect(await settled(session)).toMatchObject({
      integrity: Recording_Integrity.BROKEN,
      troubles: [{ kind: StreamTrouble_Kind.INCOMPLETE, words: '2 of 3 segments' }],
    });
  });

  it('is read again after a month: what is kept must be what was recorded', async () => {
    // A segment's hash is that of its number.
    const bytes = ['0', '1'];
    const server = createServer((request, response) => {
      const [, n] = /(\d)\.m4s$/.exec(request.url ?? '') ?? [];
      response.end(n ? bytes[Number(n)] : '#EXTM3U\n#EXTINF:2.0,\n0.m4s\n#EXTINF:2.0,\n1.m4s\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    const session = await givenSession();
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const edge = new Edge(livestream, { ...session, personId: seller.personId, edgeId: 'edge-1', base });
    await edge.starts();
    await edge.seals(2);
    await edge.ends('STOPPED');
    await edge.sealsRecording();
    await settled(session);
    const aMonthPasses = () =>
      livestream.sql(
        `UPDATE recording SET sealed_at = sealed_at - interval '31 days', checked_at = checked_at - interval '31 days'
         WHERE recording_id = $1`,
        [edge.recordingId],
      );

    await aMonthPasses();
    await eventually(async () => (await listed(session))[0]?.checkedAt);
    expect(await listed(session)).toMatchObject([{ integrity: Recording_Integrity.WHOLE, troubles: [] }]);

    bytes[1] = 'something else';
    await aMonthPasses();
    await eventually(async () => (await listed(session))[0]?.integrity === Recording_Integrity.BROKEN);
    expect(await listed(session)).toMatchObject([
      { troubles: [{ kind: StreamTrouble_Kind.CHANGED, words: 'segment 1' }] },
    ]);
    server.close();
  });

  it('is kept for three years and while it is held; then its hashes stay', async () => {
    const { session, edge } = await givenShow(async (edge) => {
      await edge.seals(2);
      await edge.ends('STOPPED');
      await edge.sealsRecording();
    });
    const recording = (await settled(session))!;
    const { recordingId } = recording;
    const years = (recording.retainUntil!.seconds - recording.sealedAt!.seconds) / BigInt(365 * 24 * 3_600);
    expect(years).toBe(3n);
    const hold = (held: boolean, holdId = HoldId.new()) =>
      livestream.call(Recordings.method.hold, { companyId, recordingId, holdId, held, reason: '投诉取证' }, asMentor());
    const holdId = HoldId.new();
    await hold(true, holdId);
    expect((await hold(true, holdId)).recording).toMatchObject({ held: true, holdReason: '投诉取证' });
    await expect(hold(false, holdId)).rejects.toEqual(refused('request.repeated_differently'));

    await livestream.sql(`UPDATE recording SET retain_until = now() - interval '1 day' WHERE recording_id = $1`, [
      recordingId,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await listed(session))[0]?.removedAt).toBeUndefined();

    await hold(false);
    await eventually(async () => (await listed(session))[0]?.removedAt);
    expect((await listed(session))[0]).toMatchObject({ replayUrl: '', sha256: edge.lastLink });
    const asked = await livestream.call(standing, { edgeId: 'edge-1' }, asService('media'));
    expect(asked.removedLiveSessionIds).toContain(session.liveSessionId);
    const [counted] = await livestream.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM recording_segment WHERE recording_id = $1',
      [recordingId],
    );
    expect(counted).toEqual({ n: 2 });
  });
});
