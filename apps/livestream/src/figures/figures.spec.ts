import { describe, expect, it } from '@jest/globals';
import { Beacon_Kind as Kind, Figures, ReadFigures_By as By } from '#contracts/tianjian/livestream/v1/figures_pb.js';
import { LiveSessionId, PersonId, SkuId } from '#kernel/id.js';
import { asPerson, eventually, runningService } from '#testing/running-service.js';
import { LivestreamModule } from '../livestream.module.js';
import { Company, HOUR } from './given.js';

const livestream = runningService('livestream', LivestreamModule);

const { read, note, definitions } = Figures.method;

describe('Figures of who watches', () => {
  const says = (liveSessionId: string, views: object[]) =>
    livestream.instances[0]!.core.nats.publish(`room.${liveSessionId}.views`, JSON.stringify({ views }));
  const audienceOf = async (company: Company, liveSessionId: string) =>
    (await company.figures({ liveSessionId })).total.audience!;

  it('count views, heads, the peak and what was played, as gateways tell it', async () => {
    const company = new Company(livestream);
    const session = await company.session(await company.account(), 0, null);
    const [fang, phone] = [`p:${PersonId.new()}`, 'd:phone'];
    says(session, [
      { viewId: 'a', viewer: fang, seconds: 1 },
      { viewId: 'b', viewer: fang, seconds: 0 },
      { viewId: 'c', viewer: phone, seconds: 1 },
    ]);
    await eventually(async () => (await audienceOf(company, session)).views === 3);
    // "a" goes on, "c" comes back after half a minute.
    await livestream.sql(`UPDATE view SET first_at = first_at - interval '20 s', last_at = last_at - interval '10 s'`);
    await livestream.sql(
      `UPDATE view SET first_at = first_at - interval '40 s', last_at = last_at - interval '40 s'
       WHERE viewer IN (SELECT viewer FROM view WHERE live_session_id = $1 GROUP BY viewer HAVING count(*) = 1)`,
      [session],
    );
    says(session, [
      { viewId: 'a', viewer: fang, seconds: 9 },
      { viewId: 'a', viewer: fang, seconds: 3 },
      { viewId: 'c', viewer: phone, seconds: 50 },
      { viewId: 'd', viewer: phone, seconds: -5 },
      { viewId: 'e', viewer: phone, seconds: 'x' },
    ]);
    const audience = await eventually(async () => {
      const seen = await audienceOf(company, session);
      return seen.views === 4 && seen.watchedS > 2n ? seen : undefined;
    });

    // What a page says that it played in a view that has just begun has not gone by yet.
    expect(audience).toMatchObject({ views: 4, viewers: 2, peakViews: 2, watchedS: 12n, watchedPerViewerS: 6 });
    expect(audience.onAirS).toBeGreaterThan(0n);
  });

  it('leave out sessions that are not on air, and what is no session', async () => {
    const company = new Company(livestream);
    const accountId = await company.account();
    const [over, live] = [await company.session(accountId, 0, HOUR), await company.session(accountId, 0, null)];
    const view = [{ viewId: 'a', viewer: 'd:x', seconds: 1 }];
    says('nothing', view);
    says(LiveSessionId.new(), view);
    says(over, view);
    says(live, view);

    await eventually(async () => (await audienceOf(company, live)).views === 1);
    expect((await audienceOf(company, over)).views).toBe(0);
  });
});

describe('Cards', () => {
  it('count who saw and who clicked, once each, of what is in the bag', async () => {
    const company = new Company(livestream);
    const session = await company.session(await company.account(), 0, null);
    const [apples, other, buyerId] = [SkuId.new(), SkuId.new(), PersonId.new()];
    await company.inBag(session, apples);
    const tell = (deviceId: string, beacons: { skuId: string; kind: Kind }[], caller?: string) =>
      livestream.call(note, { liveSessionId: session, deviceId, beacons }, caller);
    const [seen, clicked] = [
      { skuId: apples, kind: Kind.EXPOSED },
      { skuId: apples, kind: Kind.CLICKED },
    ];
    const buyer = asPerson({ personId: buyerId, memberships: [], mandates: [] });

    expect(await tell('one', [seen, seen, { skuId: other, kind: Kind.EXPOSED }])).toMatchObject({ noted: 2 });
    await tell('one', [seen]);
    await tell('two', [seen, clicked], buyer);
    await tell('three', [seen, clicked], buyer);
    await company.sells({ liveSessionId: session, placed: HOUR, buyerId, lines: [{ skuId: apples, fen: 100 }] });
    await company.counted();

    const { total, rows } = await company.figures({ liveSessionId: session, by: By.ITEM });
    expect(total.cards).toMatchObject({ exposedViewers: 2, clickedViewers: 1, clickRateBp: 5_000 });
    expect(rows.get(apples)).toMatchObject({ buyers: 1, cards: { clickedToPaidBp: 10_000 } });
    expect(rows.has(other)).toBe(false);
  });

  it('of no session, without a device, or too many at once are refused', async () => {
    const beacons = [{ skuId: SkuId.new(), kind: Kind.CLICKED }];
    const liveSessionId = LiveSessionId.new();
    const tell = (request: object) => livestream.call(note, { liveSessionId, deviceId: 'one', beacons, ...request });

    await expect(tell({})).rejects.toMatchObject({ code: 'not_found' });
    for (const wrong of [
      { deviceId: '' },
      { deviceId: 'a'.repeat(65) },
      { beacons: Array.from({ length: 101 }, () => beacons[0]!) },
      { beacons: [{ skuId: SkuId.new(), kind: Kind.KIND_UNSPECIFIED }] },
    ]) {
      await expect(tell(wrong)).rejects.toMatchObject({ code: 'request.invalid' });
    }
  });
});

describe('Asking for figures', () => {
  const company = new Company(livestream);

  it.each([
    ['paidFrom', { paidFrom: '2026-02-30' }],
    ['paidFrom', { paidFrom: '2026-02-03', paidUntil: '2026-02-02' }],
    ['paidFrom', { paidFrom: '2025-01-01', paidUntil: '2026-06-02' }],
    ['by', { by: By.MINUTE }],
    ['by', { by: 99 }],
    ['window', { window: 99 }],
    ['hostPersonId', { hostPersonId: '1' }],
  ])('with a %s that cannot be is refused', async (field, asked) => {
    const request = { companyId: company.companyId, ...asked };
    await expect(livestream.call(read, request, company.seller)).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field },
    });
  });

  it('of a session or account of another company is not found', async () => {
    const other = new Company(livestream);
    const accountId = await other.account();
    const liveSessionId = await other.session(accountId, 0, null);

    for (const asked of [{ accountId }, { liveSessionId }])
      await expect(company.figures(asked)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('tells what each of them means', async () => {
    const { metrics } = await livestream.call(definitions, {});

    expect(metrics.find(({ metric }) => metric === 'gpmViewFen')).toMatchObject({
      name: '千次观看成交额',
      numerator: 'paidFen',
      denominator: 'audience.views',
    });
  });
});
