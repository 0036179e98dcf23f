import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { signClip } from '#kernel/clip-link.js';
import { eventually } from '#testing/running-service.js';
import { checkedReplay, Field, hasFfmpeg, keyFor, newShow, probed, type Publisher, type Show } from './given.js';

const describeStreams = hasFfmpeg ? describe : describe.skip;

describeStreams('A stream', () => {
  const field = new Field();
  let show: Show;
  let publisher: Publisher;
  const path = (file: string) => `/live/${show.liveSessionId}/${file}`;
  const window = () => field.edge.edge.stream(show.liveSessionId)!.window;

  beforeAll(async () => {
    await field.open();
    ({ show, publisher } = await field.goesLive());
  }, 60_000);
  afterAll(() => field.close(), 60_000);

  it('plays in parts as they come, and nobody asks in vain for the next one', async () => {
    await eventually(async () => window().segments.length >= 2);
    const playlist = await field.text(path('index.m3u8'));
    const [, next = ''] = /PRELOAD-HINT:TYPE=PART,URI="(.*)"/.exec(playlist) ?? [];
    const [msn = 0, part = 0] = next.split('.').map(Number);
    const [reloaded, hinted] = await Promise.all([
      field.text(path(`index.m3u8?_HLS_msn=${msn}&_HLS_part=${part}`)),
      // Where a segment ends there, the part is the first one of the next.
      field.get(path(next)).then((answer) => answer.status),
    ]);

    expect(reloaded).toMatch(new RegExp(`URI="(${next}|${msn + 1}.0.m4s)"`));
    expect([200, 404]).toContain(hinted);
    const [init, segment] = [await field.bytes(path('init-0.mp4')), await field.bytes(path('0.m4s'))];
    expect(probed(Buffer.concat([init, segment]))).toMatchObject({ codecs: ['h264', 'aac'], frames: 25 });
    expect(await field.bytes(path('0.0.m4s'))).toEqual(
      segment.subarray(0, window().segments[0]!.parts[0]!.bytes.length),
    );
  });

  it('says when its pictures were', async () => {
    const [, at = ''] = [.../PROGRAM-DATE-TIME:(.*)\n/g[Symbol.matchAll](await field.text(path('index.m3u8')))].at(-1)!;
    const ago = Date.now() - Date.parse(at);
    expect(ago).toBeGreaterThan(0);
    expect(ago).toBeLessThan(10_000);
  });

  it.each([
    ['/live/not-a-session/index.m3u8', 404],
    [`/live/${newShow().liveSessionId}/index.m3u8`, 404],
    [`/live/${newShow().liveSessionId}/0.m4s`, 404],
    [`/replay/${newShow().liveSessionId}/index.m3u8`, 404],
    ['index.m3u8?_HLS_msn=900', 400],
    ['index.m3u8?_HLS_part=1', 400],
    ['index.m3u8?_HLS_msn=x', 400],
    ['900.m4s', 400],
    ['900.0.m4s', 400],
    ['init-7.mp4', 404],
    ['../../../outbox.jsonl', 404],
    ['%2e%2e/log.jsonl', 404],
  ])('answers %s with %i', async (file, status) => {
    const answer = await field.get(file.startsWith('/') ? file : path(file));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is pushed to sockets from the last key frame on, and all get the same', async () => {
    const [one, other] = [field.watch(show), field.watch(show)];
    await eventually(async () => one.film.length > 8 && other.film.length > 8);

    const [init, at] = one.texts;
    expect(init).toEqual({
      type: 'init',
      mime: expect.stringMatching(/^video.mp4; codecs="avc1\.[0-9a-f]{6},mp4a\.40\.2"$/),
      generation: 0,
    });
    expect(at).toMatchObject({ type: 'at', mediaS: expect.any(Number), at: expect.any(String) });
    expect(probed(Buffer.concat(one.film)).codecs).toEqual(['h264', 'aac']);
    const last = other.film.at(-1)!;
    await eventually(async () => one.film.some((part) => part.equals(last)));
    for (const viewer of [one, other]) viewer.socket.terminate();
    expect(await refused(field.watch(newShow()))).toBe(true);
  });

  it('sends away who takes nothing, and the others see no difference', async () => {
    const { rss } = process.memoryUsage();
    const stalled = Array.from({ length: 20 }, () => field.watch(show));
    for (const { socket } of stalled) socket.once('open', () => socket.pause());
    const viewer = field.watch(show);
    await eventually(async () => viewer.film.length > 3);
    const { audience } = field.edge.edge.stream(show.liveSessionId)!;
    // As much as a minute of a fine picture, at once.
    const [segment] = window().segments;
    const part = { ...segment!.parts[0]!, bytes: Buffer.alloc(1_000_000) };
    const init = { bytes: Buffer.alloc(1), mime: '' };
    for (let times = 0; times < 30 && audience.count > 1; times += 1) {
      audience.show({ part, segment: window().last!, opened: false, closed: undefined }, init);
      await eventually(async () => viewer.film.filter(({ length }) => length === 1_000_000).length > times);
    }

    await eventually(async () => audience.count === 1);
    expect(viewer.closed).toBeUndefined();
    expect(process.memoryUsage().rss - rss).toBeLessThan(200_000_000);
    viewer.socket.terminate();
    for (const { socket } of stalled) socket.terminate();
  });

  it('loses no frame while its key is rotated', async () => {
    const { n } = window().last!;
    // The next key was given out: edges hear of the session, and of no key that is denied while the old one has its grace.
    await field.livestream.knows(show);
    await eventually(async () => window().last!.n > n);

    const [during, after] = [window().segment(n)!, window().segment(n + 1)!];
    expect(after.start).toBeCloseTo(during.start + during.duration, 3);
    const film = Buffer.concat([await field.bytes(path('init-0.mp4')), await field.bytes(path(`${n}.m4s`))]);
    expect(probed(film)).toMatchObject({ frames: 25 });
    expect(field.livestream.told(show)).toEqual(['publishStarted']);
  });

  it('goes on where its publisher was lost and comes back: same session, with a break in it', async () => {
    const viewer = field.watch(show);
    await eventually(async () => viewer.film.length > 2);
    await publisher.dies();
    await eventually(async () => viewer.texts.some(({ type }) => type === 'lost'));
    const { n } = window().last!;
    publisher = field.publish(show, keyFor(show));
    await eventually(async () => viewer.texts.filter(({ type }) => type === 'init').length === 2);
    await eventually(async () => (window().last?.n ?? 0) > n + 1);

    const playlist = await field.text(path('index.m3u8'));
    expect(playlist).toContain(`#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init-1.mp4"`);
    const [before, after] = [window().segment(n)!, window().segment(n + 1)!];
    // The stream's time goes on, and by the clock.
    expect(after.start).toBeGreaterThanOrEqual(before.start + before.duration);
    expect(Math.abs(after.startsAt - before.startsAt - (after.start - before.start) * 1_000)).toBeLessThan(1_000);
    await eventually(async () => field.livestream.told(show).at(-1) === 'publishResumed');
    expect(field.livestream.told(show)).toEqual(['publishStarted', 'publishInterrupted', 'publishResumed']);
    expect(new Set(field.livestream.of(show.liveSessionId).map(({ publishId }) => publishId)).size).toBe(1);
    viewer.socket.terminate();
  });

  it('outlives its ffmpeg', async () => {
    const stream = field.edge.edge.stream(show.liveSessionId)!;
    const { pid } = stream;
    process.kill(pid!, 'SIGKILL');
    await eventually(async () => stream.inits.size === 3 && window().last?.generation === 2);
    expect(publisher.isOver).toBe(false);
    expect(stream.state).toBe('ON');
  });

  it('is left in good order by an edge that is told to stop, and goes on with the next', async () => {
    const viewer = field.watch(show);
    await eventually(async () => viewer.film.length > 2);
    await field.closeEdge();
    await eventually(async () => viewer.closed === 1_012);
    await publisher.over();
    const kept = () => readdirSync(join(field.folder, 'live', show.liveSessionId));
    expect(kept().filter((name) => name.endsWith('.open'))).toEqual([]);
    const { length } = field.livestream.segments(show.liveSessionId);
    expect(length).toBe(kept().filter((name) => name.endsWith('.m4s')).length);

    await field.openEdge();
    expect(await field.text(path('index.m3u8'))).toContain(`${length - 1}.m4s`);
    expect((await field.get(path(`${length - 1}.m4s`))).status).toBe(200);
    publisher = field.publish(show, keyFor(show));
    await eventually(
      async () => (window().last?.n ?? 0) > length && field.livestream.told(show).at(-1) === 'publishResumed',
    );
  });

  it('is a replay as soon as the session is over, and each byte of it is vouched for', async () => {
    const viewer = field.watch(show);
    await eventually(async () => viewer.film.length > 2);
    await field.livestream.knows(show, { over: true });
    await publisher.over();
    await eventually(async () => field.livestream.told(show).at(-1) === 'recordingSealed');
    await eventually(async () => viewer.closed === 1_000);
    expect(viewer.texts.at(-1)).toEqual({ type: 'over' });
    expect(await field.text(path('index.m3u8'))).toContain('#EXT-X-ENDLIST');

    const replay = (file: string) => `/replay/${show.liveSessionId}/${file}`;
    await eventually(async () => (await field.get(replay('index.m3u8'))).ok);
    const playlist = await field.text(replay('index.m3u8'));
    const files = playlist.split('\n').filter((line) => line.endsWith('.m4s'));
    const segments = field.livestream.segments(show.liveSessionId);
    expect(files).toEqual(segments.map(({ n }) => `${n}.m4s`));

    for (const { startsAt } of segments) expect(playlist).toContain(new Date(timestampMs(startsAt!)).toISOString());
    const films = await checkedReplay(field.livestream, show, (file) => field.bytes(file));
    expect([...films.values()].map((film) => probed(film).codecs)).toEqual(Array(4).fill(['h264', 'aac']));
    // Two seconds of it, from the key frame before, for whoever has a link.
    const clip = { liveSessionId: show.liveSessionId, fromMs: 300, toMs: 1_300 };
    const address = signClip(field.secrets, clip, new Date(Date.now() + 60_000));
    const cut = probed(await field.bytes(replay(`clip.mp4?${address}`)));
    expect(cut.codecs).toEqual(['h264', 'aac']);
    expect(cut.seconds).toBeGreaterThan(1);
    expect((await field.get(replay(`clip.mp4?${address.replace('from=300', 'from=0')}`))).status).toBe(403);
    // All of it as one film, over all that was in between.
    const whole = { ...clip, fromMs: 0, toMs: segments.reduce((sum, { durationMs }) => sum + durationMs, 0) };
    const together = await field.get(
      replay(`clip.mp4?${signClip(field.secrets, whole, new Date(Date.now() + 60_000))}`),
    );
    expect(together.headers.get('content-disposition')).toContain('attachment');
    const all = probed(Buffer.from(await together.arrayBuffer()));
    const frames = [...films.values()].reduce((sum, film) => sum + probed(film).frames, 0);
    expect([all.codecs, all.frames]).toEqual([['h264', 'aac'], frames]);
    // It takes nobody any more.
    const late = field.publish(show, keyFor(show, { serial: 9 }));
    await late.over();
    expect(readFileSync(join(field.folder, 'replay', show.liveSessionId, 'log.jsonl'), 'utf8')).toContain('"sealed"');
  });
});

function refused({ socket }: { socket: import('ws').WebSocket }): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('unexpected-response', (_, response) => resolve(response.statusCode === 404));
    socket.once('error', () => {});
    socket.once('open', () => resolve(false));
  });
}
