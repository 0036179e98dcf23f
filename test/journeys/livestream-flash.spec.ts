import { beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { OfferId, type LiveSessionId, type SkuId } from '#kernel/id.js';
import { eventually, runningService } from '#testing/running-service.js';
import { Stage } from './livestream-on-air.js';

const catalog = runningService('catalog', CatalogModule);
const livestream = runningService('livestream', LivestreamModule, { beside: catalog });

let stage: Stage;
let noodles: SkuId;
let liveSessionId: LiveSessionId;
beforeEach(async () => {
  stage = await Stage.build(livestream, catalog);
  noodles = await stage.sku(20, 2_500n);
  liveSessionId = await stage.onAir([noodles]);
});

const offered = (over: object = {}) => ({
  ...stage.named(liveSessionId),
  offerId: OfferId.new(),
  skuId: noodles as string,
  priceFen: 1_900n,
  share: 8,
  perBuyerLimit: 2,
  lastsS: 600,
  ...over,
});

const open = async (offer: ReturnType<typeof offered>) =>
  (await livestream.call(LiveSessions.method.openFlashOffer, offer, stage.seller)).flashOffer!;

const stop = async (offerId: string) =>
  (await livestream.call(LiveSessions.method.stopFlashOffer, { ...stage.named(liveSessionId), offerId }, stage.seller))
    .flashOffer!;

/** Whether the catalog still keeps a share aside for it. */
const isOpenAtCatalog = async (offerId: string) => {
  const rows = await catalog.sql('SELECT FROM flash_offer WHERE offer_id = $1 AND closed_at IS NULL', [offerId]);
  return rows.length === 1;
};

describe('A flash offer', () => {
  it('sets a share aside at its price, and shows both while it runs', async () => {
    const offer = offered();

    const opened = await open(offer);

    expect(opened).toMatchObject({ offerId: offer.offerId, status: 'OPEN', left: 8, priceFen: 1_900n });
    expect(Number(opened.endsAt!.seconds) - Date.now() / 1_000).toBeGreaterThan(500);
    const session = await stage.look(liveSessionId);
    expect(session.bag).toMatchObject([{ skuId: noodles, priceFen: 1_900n }]);
    expect(session.flashOffer).toMatchObject({ offerId: offer.offerId, left: 8, status: 'OPEN' });
  });

  it('is opened once, however often it is asked for', async () => {
    const offer = offered();

    const answers = await Promise.all([open(offer), open(offer), open(offer)]);

    expect(answers).toMatchObject([{ status: 'OPEN' }, { status: 'OPEN' }, { status: 'OPEN' }]);
    await expect(open({ ...offer, share: 9 })).rejects.toMatchObject({ code: 'request.repeated_differently' });
  });

  it('runs alone', async () => {
    await open(offered());

    await expect(open(offered())).rejects.toMatchObject({ code: 'offer.another_open' });
  });

  it('gives its share back when it is stopped, and may be stopped again', async () => {
    const { offerId } = await open(offered());

    expect(await stop(offerId)).toMatchObject({ status: 'CLOSED', left: 0 });
    expect(await stop(offerId)).toMatchObject({ status: 'CLOSED' });

    const session = await stage.look(liveSessionId);
    expect(session.flashOffer).toBeUndefined();
    expect(session.bag).toMatchObject([{ priceFen: 2_500n, available: 20 }]);
    await expect(open(offered())).resolves.toMatchObject({ status: 'OPEN' });
  });

  it('ends by itself, and leaves room for the next', async () => {
    const { offerId } = await open(offered({ lastsS: 1 }));

    await eventually(async () => (await stage.look(liveSessionId)).flashOffer === undefined);
    await eventually(async () => !(await isOpenAtCatalog(offerId)));
    await eventually(() => open(offered()).catch(() => undefined));
  });

  it('ends with its session', async () => {
    const { offerId } = await open(offered());

    const { session } = await stage.end(liveSessionId);

    expect(session!.flashOffer).toBeUndefined();
    expect(await isOpenAtCatalog(offerId)).toBe(false);
  });

  it('keeps its SKU in the bag', async () => {
    await open(offered());

    await expect(stage.setBag(liveSessionId, [])).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it.each([
    ['stock.sold_out', () => offered({ share: 21, perBuyerLimit: 1 })],
    ['request.invalid', () => offered({ priceFen: 2_500n })],
    ['request.invalid', () => offered({ share: 0 })],
    ['request.invalid', () => offered({ perBuyerLimit: 9 })],
    ['request.invalid', () => offered({ lastsS: -1 })],
    ['request.invalid', () => offered({ skuId: OfferId.new() })],
  ])('that cannot be (%s) leaves nothing behind', async (code, offer) => {
    await expect(open(offer())).rejects.toMatchObject({ code });

    await expect(open(offered())).resolves.toMatchObject({ status: 'OPEN' });
  });

  it('needs a session on air', async () => {
    await stage.end(liveSessionId);

    await expect(open(offered())).rejects.toMatchObject({ code: 'session.not_live' });
  });

  it('that nobody finished is finished by the sweeper', async () => {
    const offer = offered();
    await livestream.sql(
      `INSERT INTO flash_offer (company_id, offer_id, live_session_id, sku_id, price_fen, share, per_buyer_limit,
                                lasts_s, status, status_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'STARTING', now() - interval '5 seconds')`,
      [
        offer.companyId,
        offer.offerId,
        offer.liveSessionId,
        offer.skuId,
        offer.priceFen,
        offer.share,
        offer.perBuyerLimit,
        offer.lastsS,
      ],
    );

    await eventually(() => isOpenAtCatalog(offer.offerId));
    await eventually(async () => (await stage.look(liveSessionId)).flashOffer?.status === 'OPEN');
  });

  it('asked for while the catalog is away starts when it is back', async () => {
    const offer = offered();
    await catalog.instances.pop()!.stop();

    await expect(open(offer)).rejects.toMatchObject({ code: 'unavailable' });

    await catalog.startInstance();
    await eventually(() => isOpenAtCatalog(offer.offerId));
    expect(await open(offer)).toMatchObject({ status: 'OPEN', left: 8 });
  });
});
