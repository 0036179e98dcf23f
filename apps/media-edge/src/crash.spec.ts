import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing/running-service.js';
import { freePort } from '../../../deploy/local/ports.js';
import { checkedReplay, EdgeProcess, Field, hasFfmpeg, keyFor, newShow, probed } from './given.js';

const describeStreams = hasFfmpeg ? describe : describe.skip;

describeStreams('An edge that dies', () => {
  const field = new Field();
  let edge: EdgeProcess;

  beforeAll(async () => {
    await field.open();
    edge = await EdgeProcess.of(field);
  }, 60_000);
  afterAll(async () => {
    await edge?.ends('SIGKILL');
    await field.close();
  }, 60_000);

  it('lets nobody in before it has heard of livestream, and says that it is not ready', async () => {
    await edge.starts({ NATS_URL: `nats://127.0.0.1:${await freePort()}` });
    const show = newShow();
    await field.livestream.knows(show);
    expect((await edge.health('/readyz'))?.status).toBe(503);
    await field.publish(show, keyFor(show), { port: edge.rtmpPort }).over();
    expect((await edge.fetched(`/live/${show.liveSessionId}/index.m3u8`)).status).toBe(404);
    expect(await edge.ends('SIGTERM')).toBe(0);
  });

  it('comes back with all that was shown, also where it is killed in the middle of a segment', async () => {
    await edge.starts();
    await edge.isReady();
    const show = newShow();
    await field.livestream.knows(show);
    field.publish(show, keyFor(show), { port: edge.rtmpPort });
    const folder = join(field.folder, 'live', show.liveSessionId);
    const openSegment = () => readdirSync(folder).find((name) => name.endsWith('.open'));
    await eventually(async () => field.livestream.segments(show.liveSessionId).length >= 1);
    await eventually(async () => (openSegment() ? statSync(join(folder, openSegment()!)).size > 0 : false));
    await edge.ends('SIGKILL');
    const left = openSegment();
    const shown = readdirSync(folder).filter((name) => /^\d+\.(m4s|open)$/.test(name)).length;

    await edge.starts();
    await edge.isReady();
    // What was open is sealed with what is whole of it.
    await eventually(async () => field.livestream.segments(show.liveSessionId).length >= (left ? shown : shown - 1));
    field.publish(show, keyFor(show), { port: edge.rtmpPort });
    await eventually(async () => field.livestream.told(show).includes('publishResumed'));
    await field.livestream.knows(show, { over: true });
    await eventually(async () => field.livestream.told(show).includes('recordingSealed'));
    await eventually(async () => (await edge.fetched(`/replay/${show.liveSessionId}/index.m3u8`)).ok);
    expect(field.livestream.told(show)).toEqual([
      ...['publishStarted', 'publishInterrupted', 'publishResumed', 'publishEnded', 'recordingSealed'],
    ]);
    const films = await checkedReplay(field.livestream, show, (path) => edge.bytes(path));
    expect(films.size).toBe(2);
    for (const film of films.values()) expect(probed(film).codecs).toEqual(['h264', 'aac']);
  });
});
