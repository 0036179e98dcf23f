import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import type { LiveSessionId, SkuId } from '#kernel/id.js';
import { callerEnv, eventually, runningService } from '#testing/running-service.js';
import { Proxy } from '../faults/proxy.js';
import { freePort } from '../../deploy/local/ports.js';
import { GatewayAlone } from '../door/gateway-alone.js';
import { GatewayProcess } from './gateway-process.js';
import { Stage } from './livestream-on-air.js';
import { Spectator } from './room-show.js';

const catalog = runningService('catalog', CatalogModule);
const livestream = runningService('livestream', LivestreamModule, { beside: catalog });

const VIEWERS = 12;
const PAUSE_MS = 40;
const PATIENCE_MS = 500;

let redis: Proxy;
/** One that can be killed, and one that stops as it should. */
let killed: GatewayProcess;
let stopped: GatewayAlone;
let stage: Stage;
beforeAll(async () => {
  const url = new URL(process.env['TEST_REDIS_URL']!);
  redis = await Proxy.before(Number(url.port));
  url.port = String(redis.port);
  const env = { ...callerEnv('gateway'), REDIS_URL: url.toString() };
  killed = await GatewayProcess.start(livestream.broker, env);
  stopped = new GatewayAlone({ beside: livestream, env: { ...env, PORT: String(await freePort()) } });
  await stopped.start();
  stage = await Stage.build(livestream, catalog);
}, 60_000);
afterAll(async () => {
  for (const spectator of spectators) spectator.client.close();
  await Promise.all([killed, stopped].map((gateway) => gateway?.stop()));
  await redis?.close();
}, 60_000);

let spectators: Spectator[] = [];

describe('A show during which a gateway is killed, another one stopped, and NATS and Redis break', () => {
  it('reaches every viewer complete and in order, on both gateways', async () => {
    const [noodles, apples] = [await stage.sku(50), await stage.sku(50)];
    const liveSessionId = await stage.onAir([noodles, apples]);
    spectators = Array.from({ length: VIEWERS }, (_, at) => {
      const { url } = at % 2 === 0 ? killed : stopped;
      return new Spectator({
        url,
        liveSessionId,
        ways: at < 9 ? ['socket'] : at < 11 ? ['events'] : ['poll'],
      });
    });
    await Promise.all(spectators.map((spectator) => spectator.looking()));

    const host = new Host(liveSessionId, [noodles, apples]);
    const show = host.goOn();
    await sleep(500);
    for (const trouble of [
      () => killed.end('SIGKILL').then(() => killed.start()),
      () => livestream.broker.restart(),
      async () => {
        redis.turn({ kind: 'down' });
        await sleep(300);
        redis.turn({ kind: 'clear' });
      },
      () => stopped.stop().then(() => stopped.start()),
    ]) {
      await trouble();
      await sleep(500);
    }
    host.enough = true;
    await show;
    await persistently(() => stage.end(liveSessionId));

    const told = await factsOf(liveSessionId);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, at) => at + 1));
    for (const spectator of spectators) {
      await spectator.seen(({ session }) => session.status === 'ENDED');
      const { facts, frames } = spectator;
      // One snapshot, at the beginning: all that follows was told, or told later.
      expect(frames.filter(({ t }) => t === 'snapshot')).toHaveLength(1);
      const first = facts[0]!.seq;
      expect(facts.map(({ seq, kind }) => ({ seq, kind }))).toEqual(told.filter(({ seq }) => seq >= first));
      expect(first).toBeLessThanOrEqual(3);
    }
    expect(told.length).toBeGreaterThan(20);
  });
});

/** Pins one and the other by turns, whatever is broken. */
class Host {
  enough = false;

  constructor(
    private readonly liveSessionId: LiveSessionId,
    private readonly skus: [SkuId, SkuId],
  ) {}

  async goOn(): Promise<void> {
    for (let turn = 0; !this.enough; turn += 1) {
      const pinned = stage.pin(this.liveSessionId, this.skus[turn % 2]!).catch(() => {}); // The broker is away.
      await Promise.race([pinned, sleep(PATIENCE_MS)]);
      await sleep(PAUSE_MS);
    }
  }
}

const persistently = <T>(work: () => Promise<T>) => eventually(() => work().catch(() => undefined), { within: 30_000 });

const factsOf = async (liveSessionId: LiveSessionId) =>
  (
    await livestream.sql<{ seq: string; kind: string }>(
      'SELECT seq, kind FROM room_fact WHERE live_session_id = $1 ORDER BY seq',
      [liveSessionId],
    )
  ).map(({ seq, kind }) => ({ seq: Number(seq), kind }));
