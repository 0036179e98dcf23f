import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Likes } from '#contracts/tianjian/livestream/v1/room_pb.js';
import { LikesId, PersonId } from '#kernel/id.js';
import { roomSubject } from '#messaging/subjects.js';
import { asPerson, callerEnv, eventually, runningService } from '#testing/running-service.js';
import { accessToken, GatewayAlone, gatewayAlone } from '../door/gateway-alone.js';
import { Stage } from './livestream-on-air.js';
import { Spectator } from './room-show.js';

const catalog = runningService('catalog', CatalogModule);
const livestream = runningService('livestream', LivestreamModule, { beside: catalog });
const env = { ...callerEnv('gateway'), REDIS_URL: process.env['TEST_REDIS_URL'] };
const [near, far] = [gatewayAlone({ beside: livestream, env }), gatewayAlone({ beside: livestream, env })];

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build(livestream, catalog);
});

const spectators: Spectator[] = [];
afterEach(() => {
  for (const spectator of spectators.splice(0)) spectator.client.close();
});

function watch(liveSessionId: string, options: Partial<ConstructorParameters<typeof Spectator>[0]> = {}): Spectator {
  const spectator = new Spectator({ url: near.url, liveSessionId, ...options });
  spectators.push(spectator);
  return spectator;
}

describe('Whoever comes into a room', () => {
  it('sees the session, its goods and what is pinned, and hears what happens from then on', async () => {
    const [noodles, apples] = [await stage.sku(5, 2_500n), await stage.sku(3, 4_900n)];
    const liveSessionId = await stage.onAir([noodles, apples]);
    await stage.pin(liveSessionId, noodles);

    const viewer = await watch(liveSessionId).looking();

    expect(viewer.view).toMatchObject({
      session: { liveSessionId, status: 'LIVE', title: '宽粉专场' },
      skuIds: [noodles, apples],
      items: { [noodles]: { priceFen: '2500', available: 5 }, [apples]: { priceFen: '4900', available: 3 } },
      pinned: { skuId: noodles },
    });
    expect(viewer.facts).toEqual([]);

    await stage.pin(liveSessionId, apples);
    await stage.setBag(liveSessionId, [noodles]);
    await stage.end(liveSessionId);

    await viewer.seen(({ session }) => session.status === 'ENDED');
    expect(viewer.kinds).toEqual(['PINNED', 'UNPINNED', 'BAG_CHANGED', 'ENDED']);
    expect(viewer.facts.map(({ seq }) => seq)).toEqual([4, 5, 6, 7]);
    expect(viewer.view).toMatchObject({ pinned: undefined, skuIds: [noodles] });
  });

  it.each(['socket', 'events', 'poll'] as const)('hears the same by %s, on every gateway', async (way) => {
    const show = await Stage.build(livestream, catalog);
    const sku = await show.sku(4);
    const liveSessionId = await show.onAir([sku]);
    const viewers = await Promise.all(
      [near, far].map(({ url }) => watch(liveSessionId, { url, ways: [way] }).looking()),
    );

    await show.pin(liveSessionId, sku);
    await show.pin(liveSessionId, '');
    await show.end(liveSessionId);

    for (const viewer of viewers) {
      await viewer.seen(({ session }) => session.status === 'ENDED');
      expect(viewer.kinds).toEqual(['PINNED', 'UNPINNED', 'ENDED']);
    }
  });

  it('is told that there is no such room', async () => {
    const viewer = watch('01900000-0000-7000-8000-000000000000');

    await eventually(async () => viewer.states.at(-1)?.state === 'gone');
  });
});

describe('What is pinned', () => {
  it('comes off when it is sold out, on every screen', async () => {
    const show = await Stage.build(livestream, catalog);
    const scarce = await show.sku(1);
    const liveSessionId = await show.onAir([scarce]);
    await show.pin(liveSessionId, scarce);
    const viewer = await watch(liveSessionId).looking();

    await catalog.sql('UPDATE stock SET on_hand = 0 WHERE sku_id = $1', [scarce]);

    await viewer.seen(({ pinned, items }) => pinned === undefined && items[scarce]?.available === 0);
    expect(viewer.facts.at(-1)).toMatchObject({ kind: 'UNPINNED', body: { skuId: scarce, reason: 'SOLD_OUT' } });
  });

  it('is shown at the price in force, or not at all', async () => {
    const show = await Stage.build(livestream, catalog);
    const sku = await show.sku(3, 2_500n);
    const named = { ...show.named(await show.onAir([sku])), skuId: sku };
    const pin = (priceFen: bigint) => livestream.call(LiveSessions.method.pin, { ...named, priceFen }, show.seller);

    await expect(pin(1_900n)).rejects.toMatchObject({ code: 'price.expired', details: { priceFen: '2500' } });
    expect((await pin(2_500n)).session).toMatchObject({ pinnedSkuId: sku });
  });
});

describe('The social lane', () => {
  it('leaves a hundred lines in a few frames, each line once', async () => {
    const show = await Stage.build(livestream, catalog);
    const liveSessionId = await show.onAir();
    const viewer = await watch(liveSessionId).looking();

    const { nats } = livestream.instances[0]!.core;
    const lines = Array.from({ length: 100 }, (_, at) => ({
      lineId: `line ${at}`,
      name: '兰州大姐',
      text: `${at}`,
      at,
    }));
    for (const line of [...lines, ...lines.slice(0, 10)]) {
      nats.publish(roomSubject(liveSessionId, 'social'), JSON.stringify({ kind: 'CHAT', line }));
    }

    await viewer.seen(({ chat }) => chat.length === lines.length);
    expect(viewer.view.chat.map(({ text }) => text)).toEqual(lines.map(({ text }) => text));
    expect(viewer.frames.filter((frame) => frame.t === 'social' && frame.chat).length).toBeLessThanOrEqual(4);
  });

  it('adds up likes, each batch once and no faster than a thumb', async () => {
    const show = await Stage.build(livestream, catalog);
    const liveSessionId = await show.onAir();
    const viewer = await watch(liveSessionId).looking();
    const [one, other] = [PersonId.new(), PersonId.new()];
    const like = (personId: PersonId, likesId: string, likes: number) =>
      livestream.call(
        Likes.method.like,
        { liveSessionId, likesId, likes },
        asPerson({ personId, memberships: [], mandates: [] }),
      );
    const first = LikesId.new();

    for (let times = 0; times < 3; times += 1) await like(one, first, 50);
    await like(other, LikesId.new(), 7);
    await viewer.seen(({ likes }) => likes === 57);
    for (let times = 0; times < 5; times += 1) await like(other, LikesId.new(), 50);

    await viewer.seen(({ likes }) => likes > 57);
    expect((await watch(liveSessionId).looking()).view.likes).toBeLessThan(57 + 5 * 50);
    await expect(like(one, LikesId.new(), 51)).rejects.toMatchObject({ code: 'request.invalid' });
    await show.end(liveSessionId);
    await expect(like(one, LikesId.new(), 1)).rejects.toMatchObject({ code: 'session.not_live' });
  });

  it('counts accounts and devices, not lines, over all gateways', async () => {
    const liveSessionId = await (await Stage.build(livestream, catalog)).onAir();
    const personId = PersonId.new();
    const token = async () => accessToken(personId);
    const viewers = [
      watch(liveSessionId, { token }),
      watch(liveSessionId, { token, url: far.url }),
      watch(liveSessionId, { deviceId: 'a-phone-in-a-field' }),
      watch(liveSessionId, { deviceId: 'a-phone-in-a-field', url: far.url }),
      watch(liveSessionId, { deviceId: 'another-phone', url: far.url, ways: ['events'] }),
    ];

    await Promise.all(viewers.map((viewer) => viewer.seen((view) => view.viewers === 3)));
    expect(viewers[0]!.view.me).toMatchObject({ personId });
    expect(viewers[2]!.view.me).not.toHaveProperty('personId');
  });
});

describe('Who comes back', () => {
  it('gets what was missed and no snapshot', async () => {
    const show = await Stage.build(livestream, catalog);
    const sku = await show.sku(3);
    const liveSessionId = await show.onAir([sku]);
    const viewer = await watch(liveSessionId).looking();
    const builds = () => viewer.frames.filter(({ t }) => t === 'snapshot').length;

    for (let turn = 0; turn < 3; turn += 1) {
      viewer.client.reconnect();
      await show.pin(liveSessionId, sku);
      await show.pin(liveSessionId, '');
    }
    await show.end(liveSessionId);

    await viewer.seen(({ session }) => session.status === 'ENDED');
    expect(viewer.facts.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(builds()).toBe(1);
  });

  it('is sent to another gateway by one that stops', async () => {
    const liveSessionId = await (await Stage.build(livestream, catalog)).onAir();
    const leaving = new GatewayAlone({ beside: livestream, env });
    await leaving.start();
    const closed: number[] = [];
    const socket = new WebSocket(`${leaving.url.replace('http', 'ws')}/api/live-sessions/${liveSessionId}/room`);
    const said: { t: string; reason?: string }[] = [];
    socket.on('message', (data) => said.push(JSON.parse(String(data))));
    socket.on('close', (code) => closed.push(code));
    socket.on('open', () => socket.send('{"t":"hello","v":1}'));
    await eventually(async () => said.some(({ t }) => t === 'snapshot'));

    await leaving.stop();

    await eventually(async () => closed.length > 0);
    expect(closed).toEqual([1012]);
    expect(said.at(-1)).toMatchObject({ t: 'bye', reason: 'draining' });
  });
});

describe('The door of a room', () => {
  it.each([
    ['no hello', '{"t":"gap","after":1}', 4001],
    ['no JSON', 'hello', 4002],
    ['a hello with a number for an epoch', '{"t":"hello","v":1,"epoch":1}', 4002],
    ['17 KB', `{"t":"hello","v":1,"token":"${'x'.repeat(17 * 1024)}"}`, 1009],
  ])('closes a line that begins with %s', async (_, text, code) => {
    const socket = new WebSocket(`${near.url.replace('http', 'ws')}/api/live-sessions/${PersonId.new()}/room`);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    socket.on('open', () => socket.send(text));

    expect(await closed).toBe(code);
  });

  it('closes a line that talks without end', async () => {
    const liveSessionId = await (await Stage.build(livestream, catalog)).onAir();
    const socket = new WebSocket(`${near.url.replace('http', 'ws')}/api/live-sessions/${liveSessionId}/room`);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('open', () => {
      socket.send('{"t":"hello","v":1}');
      for (let times = 0; times < 40; times += 1) socket.send('{"t":"gap","after":0}');
    });

    expect(await closed).toBe(4002);
  });

  it.each([
    ['an id that is none', '/api/live-sessions/abc/room', 400],
    ['a room that is not there', '/api/live-sessions/01900000-0000-7000-8000-000000000000/room', 404],
    ['the same by events', '/api/live-sessions/01900000-0000-7000-8000-000000000000/room/events', 404],
    ['half of what was seen', '/api/live-sessions/01900000-0000-7000-8000-000000000000/room?after=1', 400],
  ])('answers %s with a problem', async (_, path, status) => {
    const response = await near.fetch(path);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answers who asks for a socket elsewhere as everybody, and ends the line', async () => {
    const socket = new WebSocket(`${near.url.replace('http', 'ws')}/api/nowhere`);
    const status = await new Promise((resolve) =>
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode)).on('error', () => {}),
    );

    expect(status).toBe(404);
  });

  it('has no more lines for one person than are good for anybody', async () => {
    const liveSessionId = await (await Stage.build(livestream, catalog)).onAir();
    const few = new GatewayAlone({ beside: livestream, env: { ...env, ROOM_LINES_PER_PERSON: '2' } });
    await few.start();
    const personId = PersonId.new();
    const token = async () => accessToken(personId);
    for (let line = 0; line < 2; line += 1) await watch(liveSessionId, { url: few.url, token }).looking();
    const closed: number[] = [];
    const socket = new WebSocket(`${few.url.replace('http', 'ws')}/api/live-sessions/${liveSessionId}/room`);
    socket.on('close', (code) => closed.push(code));
    socket.on('open', async () => socket.send(JSON.stringify({ t: 'hello', v: 1, token: await token() })));

    await eventually(async () => closed.length > 0);
    expect(closed).toEqual([4029]);
    for (const spectator of spectators) spectator.client.close();
    await few.stop();
  });
});
