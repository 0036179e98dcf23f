import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { callerEnv, eventually, runningService } from '#testing/running-service.js';
import { gatewayAlone } from '../door/gateway-alone.js';
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
