import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OnAir } from '../../apps/livestream/src/moderation/given.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { ChatModeration } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { ActId } from '#kernel/id.js';
import { roomSubject } from '#messaging/subjects.js';
import { callerEnv, eventually, runningService } from '#testing/running-service.js';
import { root } from '../../deploy/local/project.js';
import { clientFrame } from '../load/works/room/frames.js';
import type { Order, Report } from '../load/works/room/viewers.js';
import { GatewayProcess } from './gateway-process.js';
import { Spectator } from './room-show.js';

const WATCHING = 6;
const LINES_AT_ONCE = 50;
const GROWN_MAX_MB = 60;
const JOINS_PER_S = 500;
const PATIENCE_MS = 120_000;

/** So many who read nothing any more, and so many who lose their line at once. */
export function crowdsInRooms({ stalled, cut }: { stalled: number; cut: number }): void {
  const livestream = runningService('livestream', LivestreamModule);

  let gateway: GatewayProcess;
  beforeAll(async () => {
    const env = { ...callerEnv('gateway'), REDIS_URL: process.env['TEST_REDIS_URL'] };
    gateway = await GatewayProcess.start(livestream.broker, env);
  }, 60_000);
  const spectators: Spectator[] = [];
  const sockets: Socket[] = [];
  let crowd: ChildProcess | undefined;
  afterAll(async () => {
    for (const spectator of spectators) spectator.client.close();
    for (const socket of sockets) socket.destroy();
    crowd?.kill('SIGKILL');
    await gateway?.stop();
  }, 60_000);

  const pathOf = ({ liveSessionId }: OnAir) => `/api/live-sessions/${liveSessionId}/room`;
  const lines = () => gateway.gauge('tianjian_room_lines');

  /** Facts of a room, one after the other: chat is slow, and fast again. */
  async function tell(show: OnAir, count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      const wanted = { ...show.named, actId: ActId.new(), slowModeS: at % 2 === 0 ? 5 : 0 };
      const configure = () =>
        livestream
          .call(ChatModeration.method.configure, wanted, show.member('host', show.hostId))
          .catch(() => undefined);
      // A crowd that comes back may keep it waiting for longer than it waits.
      await eventually(configure);
    }
  }

  const factsOf = async ({ liveSessionId }: OnAir) =>
    (
      await livestream.sql<{ seq: string }>('SELECT seq FROM room_fact WHERE live_session_id = $1 ORDER BY seq', [
        liveSessionId,
      ])
    ).map(({ seq }) => Number(seq));

  describe('A crowd in a room', () => {
    it(`of whom ${stalled} read nothing any more loses those, within bounded memory, and nobody else notices`, async () => {
      const show = await OnAir.begin(livestream);
      for (let at = 0; at < WATCHING; at += 1) {
        spectators.push(new Spectator({ url: gateway.url, liveSessionId: show.liveSessionId, ways: ['socket'] }));
      }
      await Promise.all(spectators.map((spectator) => spectator.looking()));
      const before = residentMb();
      await Promise.all(Array.from({ length: stalled }, () => stall(show)));
      expect(await lines()).toBe(stalled + WATCHING);

      let most = before;
      let said = 0;
      const until = Date.now() + PATIENCE_MS;
      while ((await lines()) > WATCHING && Date.now() < until) {
        said = chatters(show, said);
        await tell(show, 1);
        most = Math.max(most, residentMb());
        await sleep(50);
      }

      expect(await lines()).toBe(WATCHING);
      expect(most - before).toBeLessThan(GROWN_MAX_MB);
      said = chatters(show, said);
      const all = await factsOf(show);
      for (const spectator of spectators) {
        await spectator.seen(({ seq, chat }) => seq === all.length && chat.at(-1)?.lineId === `line ${said - 1}`);
        expect(spectator.facts.map(({ seq }) => seq)).toEqual(all);
        // On the first line they had.
        expect(spectator.states.map(({ state }) => state)).toEqual(['connecting', 'open']);
      }
    }, 180_000);

    it(`of whom ${cut} lose their line at once comes back with what was missed, and without a snapshot`, async () => {
      const show = await OnAir.begin(livestream);
      await tell(show, 2);
      crowd = fork(join(root, 'dist', 'test', 'load', 'works', 'room', 'viewers.js'), { execArgv: [] });
      const port = Number(new URL(gateway.url).port);
      const joined = await order({ do: 'join', port, path: pathOf(show), count: cut, perSecond: JOINS_PER_S }, 'join');
      expect(joined).toMatchObject({ failed: 0 });

      crowd.send({ do: 'listen' } satisfies Order);
      const [back] = await Promise.all([order({ do: 'cut', count: cut }, 'cut'), tell(show, 20)]);
      await tell(show, 4);
      await eventually(async () => (await lines()) === cut + WATCHING, { within: 30_000 });
      const heard = await eventually(async () => {
        const one = await order({ do: 'tell' }, 'tell');
        return one.facts >= 4 * cut ? one : undefined;
      });

      expect(back).toMatchObject({ failed: 0, snapshots: 0 });
      expect(heard.wrong).toBe(0);
    }, 180_000);
  });

  /** Comes in, is told the room, and never reads again. */
  function stall(show: OnAir): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      sockets.push(socket);
      let heard = '';
      socket.on('error', reject).on('data', (bytes) => {
        if (heard === '') socket.write(clientFrame('{"t":"hello","v":1}'));
        heard += bytes.toString('latin1');
        if (!heard.includes('"t":"me"')) return;
        socket.pause();
        resolve();
      });
      socket.write(
        `GET ${pathOf(show)} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
          'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
    });
  }

  /** Lines as livestream says them, many and long. */
  function chatters({ liveSessionId }: OnAir, said: number): number {
    const { nats } = livestream.instances[0]!.core;
    for (let at = said; at < said + LINES_AT_ONCE; at += 1) {
      const line = { lineId: `line ${at}`, name: '兰州大姐', text: '多少钱一斤，'.repeat(33), at };
      nats.publish(roomSubject(liveSessionId, 'social'), JSON.stringify({ kind: 'CHAT', line }));
    }
    return said + LINES_AT_ONCE;
  }

  const residentMb = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]) / 1_024;

  function order<D extends Report['did']>(told: Order, did: D): Promise<Extract<Report, { did: D }>> {
    return new Promise((resolve, reject) => {
      const hear = (report: Report) => {
        if (report.did !== did) return;
        crowd?.off('message', hear);
        resolve(report as Extract<Report, { did: D }>);
      };
      crowd?.on('message', hear).once('exit', () => reject(new Error('the viewers are gone')));
      crowd?.send(told);
    });
  }
}
