import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing/running-service.js';
import { checkedReplay, EdgeProcess, Field, hasFfmpeg, keyFor, newShow, type Show } from './given.js';

const KILLS = 10;
const FILMED_S = 20;
const LIVES_MS = 300;
const describeStreams = hasFfmpeg ? describe : describe.skip;

describeStreams('An edge that is killed while it moves a recording', () => {
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

  const replayIs = async ({ liveSessionId }: Show) =>
    (await edge.fetched(`/replay/${liveSessionId}/index.m3u8`).catch(() => undefined))?.ok ?? false;

  it('has all of it, wherever it is', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    field.publish(show, keyFor(show), { port: edge.rtmpPort });
    await sleep(FILMED_S * 1_000);
    await field.livestream.knows(show, { over: true });
    await eventually(() => replayIs(show));
    await edge.ends('SIGKILL');

    const stored = join(field.folder, 'blobs');
    mkdirSync(stored);
    const moving = { BLOB_FOLDER: stored, STORE_EVERY: '20ms', KEEP_LOCAL_FOR: '1ms' };
    for (let kill = 0; kill < KILLS; kill += 1) {
      await edge.starts(moving);
      await eventually(() => replayIs(show));
      await sleep(Math.random() * LIVES_MS);
      await edge.ends('SIGKILL');
      const here = readdirSync(field.folder, { recursive: true }).filter((name) => String(name).endsWith('.m4s'));
      const there = readdirSync(stored, { recursive: true }).filter((name) => /recording-\w+$/.test(String(name)));
      console.log(`killed ${kill + 1}: ${here.length} segments here, ${there.length} files stored`);
    }

    await edge.starts(moving);
    await eventually(async () => readdirSync(join(field.folder, 'replay')).length === 0);
    await checkedReplay(field.livestream, show, (path) => edge.bytes(path));
    expect(readdirSync(join(field.folder, 'stored', show.liveSessionId))).toEqual(['log.jsonl']);
  }, 180_000);
});
