import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing/running-service.js';
import { badKeys, checkedReplay, FFMPEG, Field, hasFfmpeg, keyFor, newShow, probed, type Show } from '../given.js';
import { bytesOf, isSeen } from './control-api.js';
import { ASKED_AT } from './mediamtx-door.js';
import { StandIn } from './stand-in.js';

const describeStreams = hasFfmpeg ? describe : describe.skip;

describeStreams('An edge behind a MediaMTX', () => {
  const settings: NodeJS.ProcessEnv = { MEDIAMTX_ASKS: 'http://127.0.0.1:0' };
  const field = new Field(settings);
  const server = new StandIn({ ffmpeg: FFMPEG, film: () => field.filmFile });
  const pathOf = ({ liveSessionId }: Show) => `live/${liveSessionId}`;
  const comes = (show: Show, serial = 1) => server.publishes(pathOf(show), `key=${keyFor(show, { serial })}`);
  const stream = (show: Show) => field.edge.edge.stream(show.liveSessionId);

  beforeAll(async () => {
    settings['MEDIAMTX_API'] = await server.open();
    settings['MEDIAMTX_RTMP'] = settings['MEDIAMTX_API'];
    await field.open();
    server.asksAt = `http://127.0.0.1:${field.edge.publishPort}${ASKED_AT}`;
  }, 60_000);
  afterAll(async () => {
    await field.close();
    await server.close();
  }, 60_000);

  it('refuses keys that are forged, over, revoked, unknown or of another session, and shows nobody what is theirs', async () => {
    const { tries, other } = await badKeys(field.livestream);

    for (const [show, key] of tries) {
      expect(await server.publishes(pathOf(show), `key=${key}`)).toBe(false);
      expect(await server.asks({ action: 'read', path: pathOf(show) })).toBe(false);
      expect((await field.get(`/live/${show.liveSessionId}/index.m3u8`)).status).toBe(404);
      expect(existsSync(join(field.folder, 'live', show.liveSessionId))).toBe(false);
    }
    await eventually(async () => field.livestream.told(other).includes('publishDenied'));
  });

  it('says no to whatever it does not understand, and to who could not be shown out', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    const good = { action: 'publish', path: pathOf(show), query: `key=${keyFor(show)}`, protocol: 'rtmp' };
    const odd = [
      { id: null },
      { id: '../../config/global/patch' },
      { protocol: 'webrtc' },
      { protocol: 'constructor' },
      { path: `live/${show.liveSessionId.toUpperCase()}` },
      { path: `${good.path}/../x` },
      { path: 'live' },
      { query: '' },
      { action: 'playback' },
      { action: 'api' },
    ];
    for (const one of odd) expect(await server.asks({ ...good, id: randomUUID(), ...one })).toBe(false);
    for (const body of ['', '[]', 'null', '7', '{"action":', JSON.stringify({ x: 'x'.repeat(20_000) })]) {
      expect(await server.sends(body)).toBe(false);
    }
    expect(server.kicks).toBe(0);
  });

  it('shows and keeps who was let in, over a break and over who takes over, and shows out whom livestream denies', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    expect(await comes(show)).toBe(true);
    expect(await comes(show)).toBe(false);
    expect(await server.asks({ action: 'read', path: pathOf(show) })).toBe(true);
    const viewer = field.watch(show);
    await eventually(async () => stream(show)?.state === 'ON');
    server.leaves(pathOf(show));
    await eventually(async () => stream(show)?.state === 'LOST');

    const [relief, next] = [2, 3].map(() => ({ ...show, personId: newShow().personId })) as [Show, Show];
    expect(await comes(relief, 2)).toBe(true);
    await eventually(async () => field.livestream.told(show).filter((name) => name === 'publishStarted').length === 2);
    expect(await comes(next, 3)).toBe(true);
    await eventually(async () => stream(show)?.state === 'LOST');
    expect(server.isPublished(pathOf(show))).toBe(true);
    const { kicks } = server;
    await field.livestream.knows(show, { deniedBelow: 4 });
    await eventually(async () => !server.isPublished(pathOf(show)));
    expect(server.kicks).toBe(kicks + 1);
    expect(await comes(next, 3)).toBe(false);

    await field.livestream.knows(show, { over: true });
    await eventually(async () => field.livestream.told(show).at(-1) === 'recordingSealed');
    const told = field.livestream.told(show).filter((name) => name !== 'publishDenied');
    expect(told.slice(0, 4)).toEqual(['publishStarted', 'publishInterrupted', 'publishStarted', 'publishInterrupted']);
    expect(told.slice(-2)).toEqual(['publishEnded', 'recordingSealed']);
    expect(await server.asks({ action: 'read', path: pathOf(show) })).toBe(false);
    await eventually(async () => (await field.get(`/replay/${show.liveSessionId}/index.m3u8`)).ok);
    const films = await checkedReplay(field.livestream, show, (path) => field.bytes(path));
    for (const film of films.values()) expect(probed(film).codecs).toEqual(['h264', 'aac']);
    viewer.socket.terminate();
  });

  it('shows out who streams there and was never let in here, and is not ready while nobody answers there', async () => {
    const show = newShow();
    server.appears(pathOf(show), randomUUID());
    server.appears('elsewhere', randomUUID(), 'srtConn');
    await eventually(async () => !server.isPublished(pathOf(show)) && !server.isPublished('elsewhere'));

    await server.close();
    await eventually(async () => 'mediamtx' in (await field.edge.edge.missing()));
  });
});

describe('What MediaMTX says of a stream', () => {
  it('is understood by its older names as well', () => {
    const path = { name: 'live/x', source: null };
    expect([isSeen({ ...path, ready: true }), isSeen({ ...path, ready: true, online: false }), isSeen(path)]).toEqual([
      ...[true, false, false],
    ]);
    expect([bytesOf({ ...path, bytesReceived: 7 }), bytesOf({ ...path, inboundBytes: 8, bytesReceived: 7 })]).toEqual([
      ...[7, 8],
    ]);
  });
});
