import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkoutOf } from '../../apps/catalog/src/given.js';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { Holds } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { LiveSession_Status as Status, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Recordings } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { PersonId, SkuId, type LiveSessionId } from '#kernel/id.js';
import { asService, eventually, runningService } from '#testing/running-service.js';
import { Edge } from './edge.js';
import { Stage } from './livestream-on-air.js';

const catalog = runningService('catalog', CatalogModule);
const livestream = runningService('livestream', LivestreamModule, { beside: catalog });

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build(livestream, catalog);
});

/** What the catalog would sell in the session. */
const soldIn = async (liveSessionId: LiveSessionId) => {
  const rows = await catalog.sql<{ skuId: string }>(
    'SELECT sku_id AS "skuId" FROM session_offer WHERE live_session_id = $1',
    [liveSessionId],
  );
  return rows.map((row) => row.skuId).sort();
};

describe('A bag', () => {
  it('shows titles, prices and what is left, in its own order', async () => {
    const [noodles, apples] = [await stage.sku(5, 2_500n), await stage.sku(3, 4_900n)];
    const liveSessionId = await stage.planned();

    const { session } = await stage.setBag(liveSessionId, [apples, noodles, apples]);

    expect(session!.bag).toMatchObject([
      { skuId: apples, priceFen: 4_900n, available: 3 },
      { skuId: noodles, priceFen: 2_500n, available: 5 },
    ]);
    expect(await soldIn(liveSessionId)).toEqual([]);
  });

  it('refuses SKUs of another company and unknown ones, naming them', async () => {
    const other = await Stage.build(livestream, catalog);
    const [own, foreign, unknown] = [await stage.sku(5), await other.sku(5), SkuId.new()];
    const liveSessionId = await stage.planned([own]);

    await expect(stage.setBag(liveSessionId, [own, foreign, unknown])).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'skuIds', reason: expect.stringContaining(`${foreign}, ${unknown}`) },
    });

    expect((await stage.look(liveSessionId)).bag).toHaveLength(1);
  });
});

describe('Going on air', () => {
  it('tells the catalog what may be bought, and takes it back at the end', async () => {
    const session = await Stage.build(livestream, catalog);
    const [noodles, apples] = [await session.sku(5), await session.sku(5)];
    const liveSessionId = await session.planned([noodles]);

    const started = await session.start(liveSessionId);
    expect(started.session).toMatchObject({ status: Status.LIVE, bag: [{ skuId: noodles }] });
    expect(await soldIn(liveSessionId)).toEqual([noodles]);

    await session.setBag(liveSessionId, [noodles, apples]);
    expect(await soldIn(liveSessionId)).toEqual([noodles, apples].sort());

    const ended = await session.end(liveSessionId);
    expect(ended.session).toMatchObject({ status: Status.ENDED, pinnedSkuId: '' });
    expect(await soldIn(liveSessionId)).toEqual([]);
  });

  it('may be repeated, and so may going off', async () => {
    const session = await Stage.build(livestream, catalog);
    const liveSessionId = await session.planned();

    for (const step of [session.start, session.start, session.end, session.end]) await step(liveSessionId);

    await expect(session.start(liveSessionId)).rejects.toMatchObject({ code: 'session.not_open' });
    await expect(session.setBag(liveSessionId, [])).rejects.toMatchObject({ code: 'session.not_open' });
    await expect(session.pin(liveSessionId, '')).rejects.toMatchObject({ code: 'session.not_live' });
  });

  it('is for one session of an account at a time, however many try at once', async () => {
    const session = await Stage.build(livestream, catalog);
    const ids = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => session.planned()));

    const answers = await Promise.allSettled(ids.map((liveSessionId) => session.start(liveSessionId)));

    const lost = answers.filter((answer) => answer.status === 'rejected');
    expect(lost).toHaveLength(7);
    for (const { reason } of lost) expect(reason).toMatchObject({ code: 'account.on_air' });
  });

  it('shows the session in the list of those on air', async () => {
    const session = await Stage.build(livestream, catalog);
    const skus = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => session.sku(1)));
    const liveSessionId = await session.onAir(skus);
    await session.pin(liveSessionId, skus[7]!);

    const { sessions } = await livestream.call(LiveSessions.method.list, { pageSize: 100 });

    const card = sessions.find((one) => one.liveSessionId === liveSessionId)!;
    expect(card).toMatchObject({ status: Status.LIVE, pinnedSkuId: skus[7] });
    expect(card.bag.map(({ skuId }) => skuId)).toEqual([...skus.slice(0, 5), skus[7]]);
  });
});

describe('A pin', () => {
  it('shows a SKU of the bag that is in stock, until it is taken off', async () => {
    const session = await Stage.build(livestream, catalog);
    const [noodles, none, elsewhere] = [await session.sku(5), await session.sku(0), await session.sku(5)];
    const liveSessionId = await session.onAir([noodles, none]);

    expect((await session.pin(liveSessionId, noodles)).session).toMatchObject({ pinnedSkuId: noodles });
    await expect(session.pin(liveSessionId, none)).rejects.toMatchObject({
      code: 'stock.sold_out',
      details: { shortages: [{ skuId: none, wanted: 1, available: 0 }] },
    });
    await expect(session.pin(liveSessionId, elsewhere)).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'skuId' },
    });
    expect((await session.look(liveSessionId)).pinnedSkuId).toBe(noodles);
    expect((await session.pin(liveSessionId, '')).session).toMatchObject({ pinnedSkuId: '' });
  });

  it('goes with its SKU out of the bag', async () => {
    const session = await Stage.build(livestream, catalog);
    const [noodles, apples] = [await session.sku(5), await session.sku(5)];
    const liveSessionId = await session.onAir([noodles, apples]);
    await session.pin(liveSessionId, noodles);

    expect((await session.setBag(liveSessionId, [apples])).session).toMatchObject({ pinnedSkuId: '' });
  });
});

describe('While the catalog is away', () => {
  it('what was decided is kept, and told when it is back', async () => {
    const session = await Stage.build(livestream, catalog);
    const noodles = await session.sku(5);
    const [starting, ending] = [await session.planned([noodles]), await session.onAir()];
    await catalog.instances.pop()!.stop();

    await expect(session.end(ending)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(session.start(starting)).rejects.toMatchObject({ code: 'unavailable' });

    await catalog.startInstance();
    await eventually(async () => (await soldIn(starting)).includes(noodles));
    expect(await session.look(starting)).toMatchObject({ status: Status.LIVE });
    expect(await session.look(ending)).toMatchObject({ status: Status.ENDED });
  });
});

describe('A session that was streamed', () => {
  it('has a replay with chapters, and what is bought there is its own', async () => {
    const session = await Stage.build(livestream, catalog);
    const [noodles, apples] = [await session.sku(500), await session.sku(5)];
    const liveSessionId = await session.planned([noodles]);
    const { companyId } = session;
    const edge = new Edge(livestream, { companyId, liveSessionId, personId: PersonId.new(), edgeId: 'edge-1' });
    const replay = () => livestream.call(Recordings.method.replay, { liveSessionId });
    await edge.starts();
    await eventually(async () => (await session.look(liveSessionId)).status === Status.LIVE);
    await session.pin(liveSessionId, noodles);
    await expect(replay()).rejects.toMatchObject({ code: 'not_found' });

    await edge.seals(3);
    await edge.ends('STOPPED');
    await edge.sealsRecording();
    await eventually(async () => (await session.look(liveSessionId)).status === Status.SEALED);

    const { replayUrl, durationMs, chapters } = await replay();
    expect({ replayUrl, durationMs }).toEqual({ replayUrl: edge.replayUrl, durationMs: 6_000n });
    expect(chapters).toMatchObject([{ skuId: noodles, title: expect.stringMatching(/./) }]);
    expect(chapters[0]!.toS).toBeGreaterThan(chapters[0]!.fromS);
    const bought = (skuId: SkuId) =>
      catalog.call(Holds.method.quoteAndHold, checkoutOf([[{ skuId }, 1]], { liveSessionId }), asService('orders'));
    await eventually(async () => (await bought(noodles)).inReplay);
    expect(await bought(noodles)).toMatchObject({ liveSessionId, inReplay: true });
    expect(await bought(apples)).toMatchObject({ liveSessionId: '', inReplay: false });
  });
});
