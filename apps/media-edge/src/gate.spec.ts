import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing/running-service.js';
import { badKeys, checkedReplay, Field, FOREIGN, hasFfmpeg, keyFor, newShow, OLD_SECRETS, type Show } from './given.js';
import { LineBetween } from './line-between.js';

const describeStreams = hasFfmpeg ? describe : describe.skip;

describeStreams('The door for publishers', () => {
  const field = new Field({ MEGABITS_MAX: '1', ROOMS_MAX: '5' });
  beforeAll(() => field.open(), 60_000);
  afterAll(() => field.close(), 60_000);

  /** Not a byte of it is seen or kept. */
  async function expectNothingOf({ liveSessionId }: Show): Promise<void> {
    for (const file of ['index.m3u8', 'init-0.mp4', '0.m4s', '0.0.m4s']) {
      expect((await field.get(`/live/${liveSessionId}/${file}`)).status).toBe(404);
    }
    expect(existsSync(join(field.folder, 'live', liveSessionId))).toBe(false);
  }

  it('stays shut for keys that are forged, over, revoked, unknown, or of another session', async () => {
    const { tries, shows, forged, revoked } = await badKeys(field.livestream);

    const publishers = tries.map(([show, key]) => field.publish(show, key));
    await Promise.all(publishers.map((publisher) => publisher.over()));
    for (const publisher of publishers) expect(publisher.child.exitCode).not.toBe(0);
    for (const show of shows) await expectNothingOf(show);

    const reasons = shows.map((show) =>
      field.livestream
        .of(show.liveSessionId)
        .map(({ what }) => (what.case === 'publishDenied' ? what.value.reason : '')),
    );
    expect(reasons).toEqual([['FORGED'], ['EXPIRED'], ['REVOKED'], [], ['OVER'], ['FORGED']]);
    // Whose key it was is said where the key proves it.
    expect(field.livestream.of(revoked.liveSessionId)[0]).toMatchObject({ personId: revoked.personId });
    expect(field.livestream.of(forged.liveSessionId)[0]).toMatchObject({ personId: '' });
  });

  it('reads nothing of who goes on sending after it was shut', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    const line = await LineBetween.to(field.edge.publishPort);
    const publisher = field.publish(show, keyFor(show, { expiresInMs: -1 }), { port: line.port });

    await eventually(async () => line.cutOff);
    await eventually(async () => publisher.isOver || line.sentAfter > 0);
    await expectNothingOf(show);
    await line.close();
  });

  it('is for publishers alone: who says something else is cut', async () => {
    const lines = await Promise.all(
      ['GET / HTTP/1.1\r\n\r\n'.repeat(6_000), Buffer.alloc(100_000, 0xff), Buffer.alloc(8_000, 0x03), '\u0003'].map(
        say,
      ),
    );
    const [http, ones] = lines;
    for (const line of [http, ones]) await eventually(async () => line?.destroyed);
    // Half a handshake is waited for, but not long.
    for (const line of lines) line.destroy();
  });

  it('shuts behind codecs that no browser plays, and more than a stream may have', async () => {
    const [foreign, fat] = [newShow(), newShow()];
    await field.livestream.knows(foreign);
    await field.livestream.knows(fat);
    const noise = ['-re', '-f', 'lavfi', '-i', 'nullsrc=size=640x360:rate=25,geq=random(1)*255:128:128', '-an'];
    const publishers = [
      field.publish(foreign, keyFor(foreign), { input: FOREIGN }),
      field.publish(fat, keyFor(fat), {
        input: [...noise, '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '20M', '-g', '25', '-pix_fmt', 'yuv420p'],
      }),
    ];
    await Promise.all(publishers.map((publisher) => publisher.over()));

    await expectNothingOf(foreign);
    await eventually(async () => field.livestream.told(foreign).includes('publishDenied'));
    expect(field.livestream.of(foreign.liveSessionId)[0]?.what).toMatchObject({ value: { reason: 'BAD_MEDIA' } });
    const told = () => field.livestream.of(fat.liveSessionId).map(({ what }) => what.case);
    await eventually(async () => told().some((name) => name === 'publishInterrupted' || name === 'publishDenied'));
  });

  it('lets one publisher in for each key, shows them out at once when it is revoked, and the next key takes over', async () => {
    const { show, publisher } = await field.goesLive();
    const second = field.publish(show, keyFor(show));
    await second.over();
    expect(publisher.isOver).toBe(false);

    // Another host, with a later key, signed with a secret that is on its way out, by a line that hears of no end.
    const relief = { ...show, personId: newShow().personId };
    const line = await LineBetween.to(field.edge.publishPort);
    const key = keyFor(relief, { serial: 2, secrets: OLD_SECRETS });
    const third = field.publish(show, key, { port: line.port });
    await publisher.over();
    await eventually(async () => field.livestream.told(show).filter((name) => name === 'publishStarted').length === 2);
    const [first, taken] = field.livestream.of(show.liveSessionId).filter(({ what }) => what.case === 'publishStarted');
    expect(taken?.what.value).toMatchObject({ takesOverPublishId: first?.publishId });
    expect(taken?.personId).toBe(relief.personId);
    const stream = field.edge.edge.stream(show.liveSessionId)!;
    expect(stream.window.segments.length).toBeGreaterThan(0);

    await field.livestream.knows(show, { kickPublishId: taken?.publishId ?? '' });
    await eventually(async () => line.cutOff);
    const { end } = stream.window;
    await eventually(async () => line.sentAfter > 0);
    expect([stream.state, stream.window.end]).toEqual(['LOST', end]);
    await third.dies();
    await line.close();
    const again = field.publish(show, key);
    await again.over();
    expect(stream.state).toBe('LOST');
    await field.livestream.knows(show, { over: true });
    await eventually(async () => field.livestream.told(show).at(-1) === 'recordingSealed');
    expect(field.livestream.told(show)).toEqual([
      ...['publishStarted', 'publishDenied', 'publishInterrupted', 'publishStarted', 'publishInterrupted'],
      ...['publishDenied', 'publishEnded', 'recordingSealed'],
    ]);
  });

  it('cuts off who was let in and then sends garbage; what came before is whole', async () => {
    const show = newShow();
    await field.livestream.knows(show);
    const garbles = { after: 60_000, into: ({ length }: Buffer) => randomBytes(length) };
    const line = await LineBetween.to(field.edge.publishPort, { garbles });
    const publisher = field.publish(show, keyFor(show), { port: line.port });

    await eventually(async () => line.cutOff);
    await eventually(async () => field.livestream.told(show).includes('publishInterrupted'));
    await field.livestream.knows(show, { over: true });
    await eventually(async () => field.livestream.told(show).at(-1) === 'recordingSealed');
    await eventually(async () => (await field.get(`/replay/${show.liveSessionId}/index.m3u8`)).ok);
    await checkedReplay(field.livestream, show, (path) => field.bytes(path));
    await publisher.dies();
    await line.close();
  });

  it('stays shut, and leaves alone who is on air, while the broker is away and all databases with it', async () => {
    const [known, revoked] = [newShow(), newShow()];
    await field.livestream.knows(known);
    await field.livestream.knows(revoked, { deniedBelow: 2 });
    const { show, publisher } = await field.goesLive();
    await field.broker.dies();

    const wrong = JSON.stringify({ k1: 'somebody else has made up this one, yes' });
    const publishers = [
      field.publish(known, keyFor(known, { secrets: wrong })),
      field.publish(known, keyFor(known, { expiresInMs: -1_000 })),
      field.publish(revoked, keyFor(revoked)),
    ];
    await Promise.all(publishers.map((one) => one.over()));
    for (const one of [known, revoked]) await expectNothingOf(one);
    const { window } = field.edge.edge.stream(show.liveSessionId)!;
    const { end } = window;
    await eventually(async () => window.end > end);
    expect(publisher.isOver).toBe(false);
    await field.broker.comesBack();
  });

  /** Bytes to the door, from nobody in particular. */
  async function say(words: string | Buffer): Promise<Socket> {
    const socket = connectTcp(field.edge.publishPort, '127.0.0.1');
    socket.on('error', () => {}).resume();
    socket.write(words);
    return socket;
  }
});
