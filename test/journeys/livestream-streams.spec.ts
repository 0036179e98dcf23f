import { beforeAll, describe, expect, it } from '@jest/globals';
import { Memberships } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { LiveSession_Status, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Shifts } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Stream_State, Streams, StreamTrouble_Kind } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { PersonId, StreamKeyId } from '#kernel/id.js';
import { parseStreamKeySecrets, verifyStreamKey } from '#kernel/stream-key.js';
import { STREAM_STANDING } from '#messaging/subjects.js';
import { asPerson, eventually, runningService } from '#testing/running-service.js';
import { settings as identitySettings } from '../../apps/identity/src/config.js';
import { IdentityModule } from '../../apps/identity/src/identity.module.js';
import { settings } from '../../apps/livestream/src/config.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { inMinutes, STREAM_KEY_SECRETS, streamEnv, Studio, type Member } from './studio.js';

const identity = runningService('identity', IdentityModule, { settings: identitySettings });
const livestream = runningService('livestream', LivestreamModule, { beside: identity, settings, env: streamEnv });
const studio = new Studio(livestream, identity);
const { companyId } = studio;
const { rotateKey, revokeKeys } = Streams.method;
const refused = (code: string) => expect.objectContaining({ code });

let [seller, fang, ming] = [] as unknown as [Member, Member, Member];
beforeAll(async () => {
  await studio.isFounded();
  [seller, fang, ming] = [studio.seller, ...studio.hosts] as [Member, Member, Member];
});

describe('A stream key', () => {
  it('is genuine, makes the session ready, is the same when asked for again, and is known to the edges', async () => {
    const session = await studio.givenSession();
    const keyId = StreamKeyId.new();

    const given = await studio.keyFor(session, seller, { keyId });
    const again = await studio.keyFor(session, seller, { keyId });

    expect(again).toEqual(given);
    expect(given.serverUrl).toBe('rtmp://live.example:1935/live');
    const [stream, key = ''] = given.streamKey.split('?key=');
    expect(stream).toBe(session.liveSessionId);
    expect(
      verifyStreamKey(parseStreamKeySecrets(STREAM_KEY_SECRETS), key, session.liveSessionId, new Date()),
    ).toMatchObject({
      personId: seller.personId,
      companyId,
      serial: 1,
    });
    expect(await studio.look(session)).toMatchObject({
      status: LiveSession_Status.READY,
      stream: { state: Stream_State.NONE, hlsUrl: '', replayUrl: '' },
    });
    expect(await studio.standingOf(session)).toMatchObject({ deniedBelow: 0n, over: false });
    await expect(studio.keyFor(session, seller, { keyId, takeOver: true })).rejects.toEqual(
      refused('request.repeated_differently'),
    );
  });

  it('is for verified people only', async () => {
    const session = await studio.givenSession();
    const unseen = await studio.givenMember('seller');

    await expect(studio.keyFor(session, unseen)).rejects.toEqual(refused('host.unverified'));
    await studio.verify(unseen.personId);
    await expect(studio.keyFor(session, unseen)).resolves.toBeDefined();

    const over = 'UPDATE verification SET verified_on = current_date - 200, valid_until = current_date - 1';
    await identity.sql(`${over} WHERE person_id = $1`, [unseen.personId]);
    await expect(studio.keyFor(session, unseen)).rejects.toEqual(refused('host.unverified'));
  });

  it('is for who is on the plan now, or on duty', async () => {
    const session = await studio.givenSession();
    await expect(studio.keyFor(session, fang)).rejects.toEqual(refused('stream.off_roster'));

    await studio.plan(session, fang, -5, 60);
    await expect(studio.keyFor(session, fang)).resolves.toBeDefined();
    await expect(studio.keyFor(session, ming)).rejects.toEqual(refused('stream.off_roster'));
    await expect(studio.keyFor(session, seller)).rejects.toEqual(refused('stream.off_roster'));

    await studio.plan(session, ming, 120, 180);
    await livestream.call(Shifts.method.checkIn, { ...session, dutyId: StreamKeyId.new() }, ming.token);
    await expect(studio.keyFor(session, ming)).resolves.toBeDefined();
  });

  it('is nothing for a session that is over', async () => {
    const session = await studio.givenSession();
    await livestream.call(LiveSessions.method.start, session, seller.token).catch(() => {}); // No catalog here.
    await livestream.call(LiveSessions.method.end, session, seller.token).catch(() => {});

    await expect(studio.keyFor(session, seller)).rejects.toEqual(refused('session.not_open'));
  });

  it('is replaced with grace, and revoked at once, which every edge is told', async () => {
    const session = await studio.givenSession();
    const heard: string[] = [];
    const told = livestream.instances[0]!.core.nats.subscribe(STREAM_STANDING, {
      callback: (_, message) => void heard.push(message.string()),
    });
    await studio.keyFor(session, seller);
    await livestream.call(rotateKey, { ...session, keyId: StreamKeyId.new(), graceS: 600 }, seller.token);
    expect(await studio.standingOf(session)).toMatchObject({ deniedBelow: 0n });
    await livestream.call(rotateKey, { ...session, keyId: StreamKeyId.new(), graceS: 0 }, seller.token);
    expect(await studio.standingOf(session)).toMatchObject({ deniedBelow: 3n });

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
    const session = await studio.givenSession();
    await studio.keyFor(session, seller);
    const edge = studio.edgeFor(session);

    await edge.starts();
    await studio.becomes(session, LiveSession_Status.LIVE);
    const base = `http://live.example/live/${session.liveSessionId}`;
    expect(await studio.look(session)).toMatchObject({
      stream: {
        state: Stream_State.ON,
        hlsUrl: `${base}/index.m3u8`,
        socketUrl: `${base.replace('http', 'ws')}/socket`,
      },
    });
    expect(await studio.deskOf(session)).toMatchObject({ personId: seller.personId });

    await edge.isInterrupted();
    await studio.becomes(session, LiveSession_Status.INTERRUPTED);
    expect((await studio.look(session)).stream?.state).toBe(Stream_State.LOST);
    await edge.resumes();
    await studio.becomes(session, LiveSession_Status.LIVE);

    await livestream.call(LiveSessions.method.end, session, seller.token).catch(() => {});
    expect(await studio.standingOf(session)).toMatchObject({ over: true });
    await edge.seals(3);
    await edge.ends('SESSION_OVER');
    await edge.sealsRecording();
    await studio.becomes(session, LiveSession_Status.SEALED);

    expect(await studio.look(session)).toMatchObject({
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
    const session = await studio.givenSession();
    await studio.keyFor(session, seller);
    const edge = studio.edgeFor(session);

    await edge.starts();
    await edge.isInterrupted();
    await edge.ends('LOST');

    await studio.becomes(session, LiveSession_Status.ENDED);
  });

  it('ends by itself when its edge is gone for good', async () => {
    const session = await studio.givenSession();
    await studio.keyFor(session, seller);
    const edge = studio.edgeFor(session);
    await edge.starts();
    await edge.isInterrupted();
    await studio.becomes(session, LiveSession_Status.INTERRUPTED);

    const longAgo = `UPDATE session_stream SET lost_until = now() - interval '1 s' WHERE live_session_id = $1`;
    await livestream.sql(longAgo, [session.liveSessionId]);

    await studio.becomes(session, LiveSession_Status.ENDED);
  });

  it('is as was said last, whatever comes twice or late', async () => {
    const session = await studio.givenSession();
    await studio.keyFor(session, seller);
    const edge = studio.edgeFor(session);
    const words = [edge.word('started'), edge.word('interrupted'), edge.word('resumed')];

    for (const word of [words[2]!, words[0]!, words[1]!, words[2]!, words[0]!]) await edge.says(word);
    await edge.denied('FORGED');
    await eventually(async () => (await studio.deskOf(session)).troubles.length === 1);

    expect(await studio.look(session)).toMatchObject({
      status: LiveSession_Status.LIVE,
      stream: { state: Stream_State.ON },
    });
  });

  it('is taken over on purpose: who streamed is shown out', async () => {
    const session = await studio.givenSession();
    await studio.plan(session, fang, -5, 60);
    await livestream.call(Shifts.method.checkIn, { ...session, dutyId: StreamKeyId.new() }, fang.token);
    await studio.plan(session, ming, 61, 120);
    await studio.keyFor(session, fang);
    const before = studio.edgeFor(session, { who: fang });
    await before.starts();
    await studio.becomes(session, LiveSession_Status.LIVE);
    await livestream.call(Shifts.method.checkIn, { ...session, dutyId: StreamKeyId.new(), takeOver: true }, ming.token);

    await expect(studio.keyFor(session, ming)).rejects.toEqual(refused('stream.taken'));
    await studio.keyFor(session, ming, { takeOver: true });

    expect(await studio.standingOf(session)).toMatchObject({ deniedBelow: 2n, kickPublishId: before.publishId });
    const after = studio.edgeFor(session, { who: ming });
    await after.starts({ takesOverPublishId: before.publishId });
    await eventually(async () => (await studio.deskOf(session)).personId === ming.personId);
    expect((await studio.look(session)).status).toBe(LiveSession_Status.LIVE);
  });

  it('shows out who is no host of the company any more', async () => {
    const session = await studio.givenSession();
    const leaving = await studio.givenMember('seller');
    await studio.verify(leaving.personId);
    await studio.keyFor(session, leaving);
    const edge = studio.edgeFor(session, { who: leaving });
    await edge.starts();
    await studio.becomes(session, LiveSession_Status.LIVE);
    const owner = asPerson({
      personId: PersonId.new(),
      memberships: [{ companyId, roles: ['owner'] }],
      mandates: [],
    });

    await identity.call(Memberships.method.end, { companyId, membershipId: leaving.membershipId }, owner);

    await eventually(async () => (await studio.standingOf(session))?.kickPublishId === edge.publishId);
    expect(await studio.standingOf(session)).toMatchObject({ deniedBelow: 2n });
  });

  it('that nobody begins is written down once', async () => {
    const session = await studio.givenSession({ startsAt: inMinutes(-16) });

    await eventually(async () => (await studio.deskOf(session)).troubles.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect((await studio.deskOf(session)).troubles).toMatchObject([{ kind: StreamTrouble_Kind.NO_SHOW, times: 1 }]);
  });
});
