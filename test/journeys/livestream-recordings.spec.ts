import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { LiveSession_Status } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import {
  Recording_Integrity,
  Recordings,
  Streams,
  StreamTrouble_Kind,
} from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { readClip } from '#kernel/clip-link.js';
import { CompanyId, HoldId, SkuId } from '#kernel/id.js';
import { parseStreamKeySecrets } from '#kernel/stream-key.js';
import { rpcSubject } from '#messaging/subjects.js';
import { asService, eventually, runningService } from '#testing/running-service.js';
import { settings } from '../../apps/livestream/src/config.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import type { Edge } from './edge.js';
import { STREAM_KEY_SECRETS, streamEnv, Studio, type Session } from './studio.js';

const livestream = runningService('livestream', LivestreamModule, { settings, env: streamEnv });
const studio = new Studio(livestream);
const { companyId } = studio;
const refused = (code: string) => expect.objectContaining({ code });

describe('A recording', () => {
  const listed = async (session: Session) =>
    (await livestream.call(Recordings.method.list, session, studio.mentor)).recordings;
  const settled = (session: Session) =>
    eventually(async () => {
      const [recording] = await listed(session);
      return recording?.integrity === Recording_Integrity.OPEN ? undefined : recording;
    });

  async function givenShow(tell: (edge: Edge) => Promise<void>) {
    const session = await studio.givenSession();
    const edge = studio.edgeFor(session);
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
    await studio.becomes(session, LiveSession_Status.SEALED);

    const longAgo = `UPDATE recording SET sealed_at = sealed_at - interval '1 hour' WHERE recording_id = $1`;
    await livestream.sql(longAgo, [edge.recordingId]);

    expect(await settled(session)).toMatchObject({
      integrity: Recording_Integrity.BROKEN,
      troubles: [{ kind: StreamTrouble_Kind.INCOMPLETE, words: '2 of 3 segments' }],
    });
  });

  it('that stopped for want of room says so, and is whole as far as it goes', async () => {
    const { session } = await givenShow(async (edge) => {
      await edge.seals(2);
      await edge.stopsRecording();
      await edge.ends('STOPPED');
      await edge.sealsRecording();
    });

    expect(await settled(session)).toMatchObject({
      integrity: Recording_Integrity.WHOLE,
      troubles: [{ kind: StreamTrouble_Kind.UNRECORDED, words: 'DISK_FULL' }],
    });
  });

  it('is given to its sellers in pieces, by links that its edge believes', async () => {
    const { session, edge } = await givenShow(async (edge) => {
      await edge.seals(3);
      await edge.ends('STOPPED');
      await edge.sealsRecording();
    });
    const { liveSessionId } = session;
    await settled(session);
    const skuId = SkuId.new();
    const catalog = livestream.instances[0]!.core.nats.subscribe(rpcSubject(Products.method.describe), {
      callback: (_, message) =>
        void message.respond(JSON.stringify({ response: { skus: [{ skuId, title: '定西土豆' }] }, isDisposed: true })),
    });
    await livestream.sql(
      `INSERT INTO pin_episode (company_id, live_session_id, episode_id, sku_id, starts_at, device, ends_at)
       SELECT company_id, live_session_id, $2, $2, starts_at + interval '1 s', '', NULL
       FROM recording JOIN recording_segment USING (company_id, recording_id) WHERE live_session_id = $1 AND n = 0`,
      [liveSessionId, skuId],
    );
    const clipsOf = (company: CompanyId) =>
      livestream.call(Recordings.method.clips, { companyId: company, liveSessionId }, studio.seller.token);

    const { clips } = await clipsOf(companyId);

    expect(clips).toMatchObject([{ fromS: 1, toS: 6, title: '定西土豆' }]);
    const url = new URL(clips[0]!.url);
    expect(new URL('.', url).href).toBe(new URL('.', edge.replayUrl).href);
    const secrets = parseStreamKeySecrets(STREAM_KEY_SECRETS);
    const read = (now: number) => readClip(secrets, liveSessionId, url.searchParams, new Date(now));
    expect(read(Date.now())).toEqual({ liveSessionId, fromMs: 1_000, toMs: 6_000 });
    expect(read(Date.now() + 3_600_001)).toBeUndefined();
    await expect(clipsOf(CompanyId.new())).rejects.toEqual(refused('not_found'));
    catalog.unsubscribe();
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
    const session = await studio.givenSession();
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const edge = studio.edgeFor(session, { base });
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
      livestream.call(
        Recordings.method.hold,
        { companyId, recordingId, holdId, held, reason: '投诉取证' },
        studio.mentor,
      );
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
    const asked = await livestream.call(Streams.method.standing, { edgeId: 'edge-1' }, asService('media'));
    expect(asked.removedLiveSessionIds).toContain(session.liveSessionId);
    const [counted] = await livestream.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM recording_segment WHERE recording_id = $1',
      [recordingId],
    );
    expect(counted).toEqual({ n: 2 });
  });
});
