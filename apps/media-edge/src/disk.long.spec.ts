import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing/running-service.js';
import { checkedReplay, EdgeProcess, Field, hasFfmpeg, keyFor, newShow, probed } from './given.js';

const folder = mkdtempSync(join(tmpdir(), 'tianjian-small-disk-'));
// Only root may mount one.
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
const describeSmallDisk = hasFfmpeg && mounted ? describe : describe.skip;

afterAll(() => {
  if (mounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

describeSmallDisk('An edge on a disk of one megabyte', () => {
  const field = new Field();
  let edge: EdgeProcess;
  const onSmallDisk = { MEDIA_FOLDER: folder, DISK_FREE_MIN_MB: '0' };

  beforeAll(async () => {
    await field.open();
    edge = await EdgeProcess.of(field);
    await edge.starts(onSmallDisk);
    await edge.isReady();
  }, 60_000);
  afterAll(async () => {
    await edge?.ends('SIGKILL');
    await field.close();
  }, 60_000);

  it('shows all of a show, keeps what there is room for, and is killed on a full disk without harm', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    const publish = () => field.publish(show, keyFor(show), { port: edge.rtmpPort });
    const told = (name: string, times = 1) =>
      eventually(async () => field.livestream.told(show).filter((one) => one === name).length >= times);
    publish();
    await told('publishStarted');
    const viewer = edge.watch(show);
    await told('recordingStopped');
    // To the last byte: whatever is written from here on fails.
    spawnSync('dd', ['if=/dev/zero', `of=${join(folder, 'rest')}`, 'bs=512']);
    const seen = viewer.film.length;
    await eventually(async () => viewer.film.length > seen + 25);
    expect(viewer.texts.some(({ type }) => type === 'lost')).toBe(false);

    await edge.ends('SIGKILL');
    rmSync(join(folder, 'rest'));
    spawnSync('mount', ['-o', 'remount,size=4m', folder]);
    await edge.starts(onSmallDisk);
    await edge.isReady();
    const again = publish();
    await told('publishResumed');
    await sleep(1_000);
    await field.livestream.knows(show, { over: true });
    await told('recordingSealed');
    await again.over();
    await eventually(async () => (await edge.fetched(`/replay/${show.liveSessionId}/index.m3u8`)).ok);
    const films = await checkedReplay(field.livestream, show, (path) => edge.bytes(path));
    for (const film of films.values()) expect(probed(film).codecs).toEqual(['h264', 'aac']);
    console.log(`${field.livestream.segments(show.liveSessionId).length} segments kept on a disk of one megabyte`);
  });
});
