import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '#testing/running-service.js';
import { checkedReplay, Field, hasFfmpeg, keyFor, newShow, type Show } from './given.js';

const describeStreams = hasFfmpeg ? describe : describe.skip;

describeStreams('An edge without room', () => {
  const field = new Field();
  beforeAll(() => field.open(), 60_000);
  afterAll(() => field.close(), 60_000);

  const folderOf = ({ liveSessionId }: Show) => join(field.folder, 'live', liveSessionId);
  const refusals = ({ liveSessionId }: Show) =>
    field.livestream.of(liveSessionId).flatMap(({ what }) => (what.case === 'publishDenied' ? what.value.reason : []));
  const kept = ({ liveSessionId }: Show) => field.livestream.segments(liveSessionId).length;

  /** Viewers see no difference; what was kept is a whole replay. */
  async function goesOnWithoutRecording(show: Show): Promise<void> {
    const viewer = field.watch(show);
    await eventually(async () => field.livestream.told(show).includes('recordingStopped'));
    const [seen, length] = [viewer.film.length, kept(show)];
    await eventually(async () => viewer.film.length > seen + 4);
    expect(viewer.texts.some(({ type }) => type === 'lost')).toBe(false);
    expect(kept(show)).toBeLessThanOrEqual(length + 1);
    viewer.socket.terminate();
  }

  async function hasWholeReplay(show: Show): Promise<void> {
    await field.livestream.knows(show, { over: true });
    await eventually(async () => field.livestream.told(show).at(-1) === 'recordingSealed');
    await eventually(async () => (await field.get(`/replay/${show.liveSessionId}/index.m3u8`)).ok);
    await checkedReplay(field.livestream, show, (path) => field.bytes(path));
  }

  it('lets shows go on where there is no room to keep them, says so, and lets nobody new in', async () => {
    const { show, publisher } = await field.goesLive();
    await eventually(async () => kept(show) > 0);
    const { edge } = field.edge;
    const room = jest.spyOn(edge.disk, 'read').mockResolvedValue(1);
    await edge.lookAtDisk();
    await goesOnWithoutRecording(show);

    const late = newShow();
    await field.livestream.knows(late);
    await field.publish(late, keyFor(late)).over();
    await eventually(async () => refusals(late).includes('LIMIT'));
    expect(await edge.missing()).toEqual({ disk: 'full: nothing is recorded' });
    // Who is on air may come back.
    await publisher.dies();
    await eventually(async () => field.livestream.told(show).includes('publishInterrupted'));
    const again = field.publish(show, keyFor(show));
    await eventually(async () => field.livestream.told(show).includes('publishResumed'));

    room.mockRestore();
    await edge.lookAtDisk();
    expect(await edge.missing()).toEqual({});
    await hasWholeReplay(show);
    await again.over();
  });

  it('lets a show go on whose disk is full from one byte to the next', async () => {
    const { show, publisher } = await field.goesLive();
    await eventually(async () => kept(show) > 0);
    const { window } = field.edge.edge.stream(show.liveSessionId)!;
    // It takes nothing, as a full disk does.
    await symlink('/dev/full', join(folderOf(show), `${window.nextSegment + 2}.open`));

    await goesOnWithoutRecording(show);
    await hasWholeReplay(show);
    await publisher.over();
  });
});
