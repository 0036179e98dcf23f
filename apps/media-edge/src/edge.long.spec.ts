import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { eventually } from '#testing/running-service.js';
import { checkedReplay, EdgeProcess, Field, keyFor, newShow, probed, type Show, type SocketViewer } from './given.js';

const KILLS = 12;
const KICKS = 10;
const WATCHED_S = 30;
const PART_MS = 200;
const TOLD_WITHIN_MS = 1_000;
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'];
const FINE = [
  ...['-re', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25', '-f', 'lavfi', '-i', 'sine'],
  ...[...H264, '-g', '25', '-b:v', '2500k', '-minrate', '2500k', '-maxrate', '2500k', '-bufsize', '2500k'],
  ...['-nal-hrd', 'cbr', '-c:a', 'aac'],
];

describe('An edge over time', () => {
  const field = new Field();
  let edge: EdgeProcess;

  beforeAll(async () => {
    await field.open();
    edge = await EdgeProcess.of(field);
    await edge.starts();
    await edge.isReady();
  }, 60_000);
  afterAll(async () => {
    await edge?.ends('SIGKILL');
    await field.close();
  }, 60_000);

  const publish = (show: Show, input?: string[]) =>
    field.publish(show, keyFor(show), { port: edge.rtmpPort, ...(input ? { input } : {}) });
  const told = (show: Show, name: string) => eventually(async () => field.livestream.told(show).includes(name));

  it('costs less than a twentieth of a core for a stream of 720p without viewers', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    const publisher = publish(show, FINE);
    await told(show, 'publishStarted');
    await sleep(3_000);
    const spent = () => [edge.pid, ...childrenOf(edge)].map(cpuMs);
    const [before, beganAt] = [spent(), performance.now()];
    await sleep(WATCHED_S * 1_000);
    const after = spent();
    const percent = after.map((ms, at) => ((ms - (before[at] ?? 0)) / (performance.now() - beganAt)) * 100);
    console.log(
      `edge ${percent[0]?.toFixed(2)} %, ffmpeg ${percent
        .slice(1)
        .map((one) => one.toFixed(2))
        .join(' ')} % of a core`,
    );
    expect(percent.reduce((sum, one) => sum + one, 0)).toBeLessThan(5);
    await publisher.stops();
    await field.livestream.knows(show, { over: true });
    await told(show, 'recordingSealed');
  });

  it.each([2, 20])(
    'keeps a session whose publisher is away for %i s: no reload, and no longer a gap',
    async (seconds) => {
      const show = newShow();
      await field.livestream.knows(show);
      const publisher = publish(show);
      await told(show, 'publishStarted');
      const viewer = edge.watch(show);
      await eventually(async () => viewer.film.length > 5);
      const lostAt = Date.now();
      await publisher.dies();
      await sleep(seconds * 1_000);
      const again = publish(show);
      await eventually(async () => viewer.texts.filter(({ type }) => type === 'init').length === 2);
      console.log(`away for ${seconds} s: ${Date.now() - lostAt} ms without a picture`);
      expect(viewer.closed).toBeUndefined();
      await told(show, 'publishResumed');
      expect(field.livestream.told(show)).toEqual(['publishStarted', 'publishInterrupted', 'publishResumed']);
      viewer.socket.terminate();
      await again.dies();
      await field.livestream.knows(show, { over: true });
      await told(show, 'recordingSealed');
    },
  );

  it('shows out whoever is denied, and viewers see nothing of them any more', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    const took: number[] = [];
    for (let serial = 1; serial <= KICKS; serial += 1) {
      const publisher = field.publish(show, keyFor(show, { serial }), { port: edge.rtmpPort });
      const begun = () => field.livestream.told(show).filter((name) => /Started|Resumed/.test(name)).length;
      await eventually(async () => begun() === serial);
      const viewer = edge.watch(show);
      await eventually(async () => viewer.film.length > 2);
      const lost = viewer.hears('lost');
      const deniedAt = performance.now();
      await field.livestream.knows(show, { deniedBelow: serial + 1 });
      await lost;
      took.push(performance.now() - deniedAt);
      const { length } = viewer.film;
      await publisher.over();
      expect(viewer.film).toHaveLength(length);
      viewer.socket.terminate();
    }
    console.log(`kicked ${KICKS} times, gone after ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    await field.livestream.knows(show, { over: true });
    await told(show, 'recordingSealed');
  });

  it('lets go of a publisher whose film hangs, so that they come anew', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    const publisher = publish(show);
    await told(show, 'publishStarted');
    for (const pid of childrenOf(edge)) process.kill(pid, 'SIGSTOP');
    await eventually(async () => publisher.isOver, { within: 30_000 });
    await told(show, 'publishInterrupted');
    publish(show);
    await told(show, 'publishResumed');
    await field.livestream.knows(show, { over: true });
    await told(show, 'recordingSealed');
  });

  it('lets in nobody new a minute after it heard the last of livestream, and leaves alone who is on air', async () => {
    const [show, known] = [newShow(), newShow()];
    await field.livestream.knows(show);
    await field.livestream.knows(known);
    const publisher = publish(show);
    await told(show, 'publishStarted');
    await field.broker.dies();
    await sleep(62_000);
    await publish(known).over();
    expect((await edge.fetched(`/live/${known.liveSessionId}/index.m3u8`)).status).toBe(404);
    expect(publisher.isOver).toBe(false);
    expect((await edge.health('/readyz'))?.status).toBe(503);

    await field.broker.comesBack();
    await edge.isReady();
    await field.livestream.knows(show, { over: true });
    await told(show, 'recordingSealed');
    await publisher.over();
  });

  it('ends a session whose publisher stays away, and has its replay at once', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    const publisher = publish(show);
    await told(show, 'publishStarted');
    await publisher.dies();
    await sleep(90_000);
    expect(field.livestream.told(show)).toEqual([
      ...['publishStarted', 'publishInterrupted', 'publishEnded', 'recordingSealed'],
    ]);
    expect((await edge.fetched(`/replay/${show.liveSessionId}/index.m3u8`)).status).toBe(200);
  });

  it('loses less than a second however often it is killed', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    let publisher = publish(show);
    await told(show, 'publishStarted');
    for (let kill = 0; kill < KILLS; kill += 1) {
      const viewer = edge.watch(show);
      await eventually(async () => viewer.film.length > 2);
      await sleep(Math.random() * 3_000);
      await edge.ends('SIGKILL');
      const shown = lastShown(viewer);
      await publisher.over();
      await edge.starts();
      await edge.isReady();
      const missing = () => shown - keptUntil(field, show);
      await eventually(async () => missing() < 1_000);
      await sleep(TOLD_WITHIN_MS);
      console.log(`killed ${kill + 1}: ${missing()} ms were shown that are not kept`);
      publisher = publish(show);
      await eventually(
        async () => field.livestream.told(show).filter((name) => name === 'publishResumed').length > kill,
      );
    }
    await field.livestream.knows(show, { over: true });
    await told(show, 'recordingSealed');
    await eventually(async () => (await edge.fetched(`/replay/${show.liveSessionId}/index.m3u8`)).ok);
    const films = await checkedReplay(field.livestream, show, (path) => edge.bytes(path));
    expect(films.size).toBe(KILLS + 1);
    for (const film of films.values()) expect(probed(film).codecs).toEqual(['h264', 'aac']);
  });
});

/** The ffmpegs at work. */
const childrenOf = ({ pid }: EdgeProcess): number[] =>
  execFileSync('pgrep', ['-P', String(pid)])
    .toString()
    .trim()
    .split('\n')
    .map(Number);

/** User and system time of a process. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Until when, by the server's clock, somebody has seen it: the begin of the last segment, and the parts since. */
function lastShown({ seen }: SocketViewer): number {
  const at = seen.findLastIndex((one) => !Buffer.isBuffer(one) && one.type === 'at');
  const text = seen[at];
  return Date.parse(String(!text || Buffer.isBuffer(text) ? '' : text['at'])) + (seen.length - at - 1) * PART_MS;
}

/** Until when it is kept. */
function keptUntil({ livestream }: Field, { liveSessionId }: Show): number {
  const last = livestream.segments(liveSessionId).at(-1);
  return last?.startsAt ? timestampMs(last.startsAt) + last.durationMs : 0;
}
