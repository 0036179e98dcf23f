import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import {
  Beacon_Kind as Kind,
  Figures,
  ReadFigures_By as By,
  ReadFigures_Window as Window,
  type SellingFigures,
} from '#contracts/tianjian/livestream/v1/figures_pb.js';
import { Accounts, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { OrderPaidSchema, OrderRefundedSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { RefundFailedSchema } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import {
  AccountId,
  CompanyId,
  DutyId,
  EpisodeId,
  LineId,
  LiveSessionId,
  OrderId,
  PersonId,
  RefundId,
  SkuId,
} from '#kernel/id.js';
import { asPerson, eventually, runningService } from '#testing/running-service.js';
import { LivestreamModule } from '../livestream.module.js';

const livestream = runningService('livestream', LivestreamModule);

const { read, note, definitions } = Figures.method;

// Shows of some evenings in China, from 20:00 to 22:00.
const SHOW = Date.UTC(2026, 9, 1, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (ms: number) => new Date(SHOW + ms);
const stamp = (ms: number) => timestampFromDate(at(ms));

class Company {
  readonly companyId = CompanyId.new();
  readonly seller = asPerson({
    personId: PersonId.new(),
    memberships: [{ companyId: this.companyId, roles: ['seller'] }],
    mandates: [],
  });
  private readonly told: string[] = [];

  async account(): Promise<AccountId> {
    const accountId = AccountId.new();
    const account = { companyId: this.companyId, accountId, platform: 'douyin', name: '田间' };
    await livestream.call(Accounts.method.save, account, this.seller);
    return accountId;
  }

  /** Over, or on air if it has no end. */
  async session(accountId: AccountId, from: number, until: number | null): Promise<LiveSessionId> {
    const liveSessionId = LiveSessionId.new();
    const session = { companyId: this.companyId, accountId, liveSessionId, title: '专场' };
    await livestream.call(LiveSessions.method.save, session, this.seller);
    await livestream.sql(
      `UPDATE live_session SET status = $2, started_at = $3, ended_at = $4 WHERE live_session_id = $1`,
      [liveSessionId, until === null ? 'LIVE' : 'ENDED', at(from), until === null ? null : at(until)],
    );
    return liveSessionId;
  }

  async duty(liveSessionId: LiveSessionId, personId: PersonId, from: number, until: number): Promise<void> {
    await livestream.sql(
      `INSERT INTO duty (company_id, live_session_id, duty_id, person_id, stage_name, starts_at, ends_at, end_reason,
         checked_in_by, device) VALUES ($1, $2, $3, $4, '小芳', $5, $6, 'CHECKED_OUT', $4, '')`,
      [this.companyId, liveSessionId, DutyId.new(), personId, at(from), at(until)],
    );
  }

  async pinned(liveSessionId: LiveSessionId, skuId: SkuId, from: number, until: number): Promise<EpisodeId> {
    const episodeId = EpisodeId.new();
    await livestream.sql(
      `INSERT INTO pin_episode (company_id, live_session_id, episode_id, sku_id, starts_at, ends_at, device)
       VALUES ($1, $2, $3, $4, $5, $6, '')`,
      [this.companyId, liveSessionId, episodeId, skuId, at(from), at(until)],
    );
    return episodeId;
  }

  async inBag(liveSessionId: LiveSessionId, skuId: SkuId): Promise<void> {
    await livestream.sql(
      'INSERT INTO bag_item (company_id, live_session_id, sku_id, position) VALUES ($1, $2, $3, 1)',
      [this.companyId, liveSessionId, skuId],
    );
  }

  async sells(order: {
    liveSessionId?: string;
    placed: number;
    paid?: number;
    lines: { skuId: SkuId; fen: number; quantity?: number }[];
    buyerId?: PersonId;
  }) {
    const lines = order.lines.map(({ skuId, fen, quantity = 1 }) => ({
      lineId: LineId.new(),
      skuId,
      quantity,
      cashFen: BigInt(fen),
    }));
    const sale = {
      orderId: OrderId.new(),
      companyId: this.companyId,
      liveSessionId: order.liveSessionId ?? '',
      buyerId: order.buyerId ?? PersonId.new(),
      cashFen: lines.reduce((sum, line) => sum + line.cashFen, 0n),
      lines,
      placedAt: stamp(order.placed),
      paidAt: stamp(order.paid ?? order.placed + MINUTE),
    };
    this.told.push(await livestream.deliver(OrderPaidSchema, sale));
    return sale;
  }

  async refunds(sale: Awaited<ReturnType<Company['sells']>>, when: number, fen: number[], failed = false) {
    const { orderId, companyId, liveSessionId } = sale;
    const lines = sale.lines.flatMap(({ lineId }, no) => (fen[no] ? [{ lineId, amountFen: BigInt(fen[no]) }] : []));
    const amountFen = lines.reduce((sum, line) => sum + line.amountFen, 0n);
    const refund = { orderId, companyId, liveSessionId, refundId: RefundId.new(), amountFen };
    this.told.push(
      await livestream.deliver(OrderRefundedSchema, { ...refund, lines, refundedAt: stamp(when) }),
      ...(failed ? [await livestream.deliver(RefundFailedSchema, refund)] : []),
    );
  }

  /** All that was told so far is counted. */
  async counted(): Promise<void> {
    await eventually(async () => {
      const [row] = await livestream.sql<{ n: number }>(
        'SELECT count(*)::int AS n FROM inbox WHERE event_id = ANY ($1)',
        [this.told],
      );
      return row!.n === this.told.length;
    });
  }

  /** Of days around the show, if nothing else is said. */
  async figures(asked: object = {}) {
    const days = 'liveSessionId' in asked ? {} : { paidFrom: '2026-09-01', paidUntil: '2027-01-31' };
    const { total, rows } = await livestream.call(read, { companyId: this.companyId, ...days, ...asked }, this.seller);
    return { total: total!, rows: new Map(rows.map(({ key, figures }) => [key, figures!])) };
  }
}

const sum = (all: Iterable<SellingFigures>, field: 'paidFen' | 'refundedFen' | 'netFen') =>
  [...all].reduce((fen, one) => fen + one[field], 0n);

describe('Figures of money', () => {
  it('credit each order to who was on duty when it was placed, and each line to when its SKU was last shown', async () => {
    const company = new Company();
    const session = await company.session(await company.account(), 0, 2 * HOUR);
    const [fang, ming, apples, pears] = [PersonId.new(), PersonId.new(), SkuId.new(), SkuId.new()];
    await company.duty(session, fang, 0, HOUR);
    await company.duty(session, ming, HOUR, 90 * MINUTE);
    const first = await company.pinned(session, apples, 10 * MINUTE, 20 * MINUTE);
    const second = await company.pinned(session, apples, 70 * MINUTE, 80 * MINUTE);

    const bought = (placed: number, fen: number, paid = placed + MINUTE) =>
      company.sells({ liveSessionId: session, placed, paid, lines: [{ skuId: apples, fen }] });
    await bought(5 * MINUTE, 1);
    // Paid after the takeover, and placed before it.
    await bought(HOUR - 1, 10, HOUR + 5 * MINUTE);
    await bought(HOUR, 100);
    await bought(75 * MINUTE, 1_000);
    await bought(90 * MINUTE, 10_000);
    await company.sells({ liveSessionId: session, placed: 30 * MINUTE, lines: [{ skuId: pears, fen: 100_000 }] });
    await company.counted();

    const paid = async (by: By) =>
      Object.fromEntries(
        [...(await company.figures({ liveSessionId: session, by })).rows].map(([key, { paidFen }]) => [key, paidFen]),
      );
    expect(await paid(By.HOST)).toEqual({ [fang]: 100_011n, [ming]: 1_100n, '': 10_000n });
    expect(await paid(By.EPISODE)).toEqual({ [first]: 110n, [second]: 11_000n, '': 100_001n });
    expect(await paid(By.ITEM)).toEqual({ [apples]: 11_111n, [pears]: 100_000n });
    expect((await company.figures({ hostPersonId: fang })).total).toMatchObject({ paidOrders: 3, paidFen: 100_011n });
    expect((await company.figures({ skuId: pears })).total).toMatchObject({ paidOrders: 1, paidFen: 100_000n });
  });

  it('wait for a takeover that is just being written: what was bought after it is not the other host’s', async () => {
    const company = new Company();
    const session = await company.session(await company.account(), 0, 2 * HOUR);
    const [fang, ming] = [PersonId.new(), PersonId.new()];
    await company.duty(session, fang, 0, 2 * HOUR);
    const takeover = new pg.Client(livestream.url());
    await takeover.connect();
    await takeover.query('BEGIN');
    await takeover.query('SELECT FROM live_session WHERE live_session_id = $1 FOR UPDATE', [session]);
    await takeover.query('UPDATE duty SET ends_at = $2 WHERE live_session_id = $1', [session, at(HOUR)]);
    await takeover.query(
      `INSERT INTO duty (company_id, live_session_id, duty_id, person_id, stage_name, starts_at, checked_in_by, device)
       VALUES ($1, $2, $3, $4, '小明', $5, $4, '')`,
      [company.companyId, session, DutyId.new(), ming, at(HOUR)],
    );

    await company.sells({ liveSessionId: session, placed: HOUR + 1, lines: [{ skuId: SkuId.new(), fen: 100 }] });
    // The sale is being counted, and waits.
    await eventually(async () => {
      const waiting = await livestream.sql(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = $1`,
        [livestream.database],
      );
      return waiting.length > 0;
    });
    await takeover.query('COMMIT');
    await takeover.end();
    await company.counted();

    expect([...(await company.figures({ liveSessionId: session, by: By.HOST })).rows.keys()]).toEqual([ming]);
  });

  it('know the windows: in live, until the end of the day, 7 and 30 days after the end', async () => {
    const company = new Company();
    const session = await company.session(await company.account(), 0, 2 * HOUR);
    const skuId = SkuId.new();
    // The day ends two hours after the show.
    const placed = [-1, 0, 2 * HOUR - 1, 2 * HOUR, 4 * HOUR - 1, 4 * HOUR, 7 * DAY + 2 * HOUR, 30 * DAY + 2 * HOUR];
    for (const [no, when] of placed.entries()) {
      await company.sells({ liveSessionId: session, placed: when, lines: [{ skuId, fen: 10 ** no }] });
    }
    await company.sells({ placed: HOUR, lines: [{ skuId, fen: 9 }] });
    await company.counted();

    const paid = async (window: Window) => (await company.figures({ liveSessionId: session, window })).total.paidFen;
    expect(await paid(Window.IN_LIVE)).toBe(110n);
    expect(await paid(Window.T0)).toBe(11_110n);
    expect(await paid(Window.T7)).toBe(111_110n);
    expect(await paid(Window.T30)).toBe(1_111_110n);
    expect(await paid(Window.IN_REPLAY)).toBe(11_111_000n);
    expect(await paid(Window.WINDOW_UNSPECIFIED)).toBe(11_111_111n);
    expect((await company.figures()).total.paidFen).toBe(11_111_120n);
  });

  it('know what went back by the day it was paid, and forget what did not get there', async () => {
    const company = new Company();
    const session = await company.session(await company.account(), 0, 2 * HOUR);
    const [apples, pears] = [SkuId.new(), SkuId.new()];
    const sale = () =>
      company.sells({
        liveSessionId: session,
        placed: 0,
        paid: 0,
        lines: [
          { skuId: apples, fen: 1_000 },
          { skuId: pears, fen: 500 },
        ],
      });
    const [one, other, third] = [await sale(), await sale(), await sale()];
    await company.refunds(one, DAY - 1, [100, 0]);
    await company.refunds(one, DAY, [0, 50]);
    await company.refunds(other, 7 * DAY, [10, 5]);
    await company.refunds(third, HOUR, [1_000, 500], true);
    await company.counted();

    const { total, rows } = await company.figures({ liveSessionId: session, by: By.ITEM });

    expect(total).toMatchObject({ paidOrders: 3, paidFen: 4_500n, refundedFen: 165n, netFen: 4_335n });
    expect(total.refunds).toMatchObject([
      { days: 1, refundedOrders: 1, refundedFen: 100n, rateOfMoneyBp: 222, rateOfOrdersBp: 3_333 },
      { days: 7, refundedOrders: 1, refundedFen: 150n, rateOfMoneyBp: 333, rateOfOrdersBp: 3_333 },
      { days: 30, refundedOrders: 2, refundedFen: 165n, rateOfMoneyBp: 367, rateOfOrdersBp: 6_667 },
    ]);
    expect(rows.get(apples)).toMatchObject({ netFen: 2_890n });
    expect(rows.get(pears)).toMatchObject({ netFen: 1_445n });
  });

  it('count a buyer once, and divide by nothing nowhere', async () => {
    const company = new Company();
    const accountId = await company.account();
    const [session, empty] = [
      await company.session(accountId, 0, HOUR),
      await company.session(accountId, DAY, 2 * DAY),
    ];
    const [buyerId, skuId] = [PersonId.new(), SkuId.new()];
    for (const fen of [100, 201]) {
      await company.sells({ liveSessionId: session, placed: 0, buyerId, lines: [{ skuId, fen, quantity: 2 }] });
    }
    await company.counted();

    expect((await company.figures({ liveSessionId: session })).total).toMatchObject({
      paidOrders: 2,
      buyers: 1,
      items: 4,
      orderValueFen: 151n,
    });
    const { total } = await company.figures({ liveSessionId: empty });
    expect(total).toMatchObject({ paidOrders: 0, netFen: 0n });
    expect([total.orderValueFen, total.gpmViewFen, total.refunds[0]!.rateOfMoneyBp]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('add up to the same fen by host, session, account, item and day, whatever was sold and given back', async () => {
    const minute = fc.integer({ min: -60, max: 240 });
    const sale = fc.record({
      session: fc.integer({ min: -1, max: 2 }),
      placed: minute,
      fen: fc.array(fc.integer({ min: 1, max: 99_999 }), { minLength: 1, maxLength: 3 }),
      back: fc.option(fc.record({ after: fc.nat(40 * 24 * 60), parts: fc.nat(100), failed: fc.boolean() })),
    });
    const shift = fc.record({ session: fc.nat(2), host: fc.nat(2), cuts: fc.uniqueArray(minute, { maxLength: 5 }) });

    await fc.assert(
      fc.asyncProperty(fc.array(sale, { maxLength: 12 }), fc.array(shift, { maxLength: 3 }), async (sales, shifts) => {
        const company = new Company();
        const accounts = [await company.account(), await company.account()];
        const sessions = [
          await company.session(accounts[0]!, 0, 2 * HOUR),
          await company.session(accounts[1]!, 0, 2 * HOUR),
          await company.session(accounts[1]!, 2 * HOUR, 4 * HOUR),
        ];
        const hosts = [PersonId.new(), PersonId.new(), PersonId.new()];
        const skus = [SkuId.new(), SkuId.new(), SkuId.new()];
        const duties = shifts
          .filter(({ session }, no) => shifts.findIndex((one) => one.session === session) === no)
          .flatMap(({ session, host, cuts }) => {
            const sorted = cuts.sort((one, other) => one - other);
            return sorted.slice(1).map((until, no) => ({ session, host: (host + no) % 3, from: sorted[no]!, until }));
          });
        for (const { session, host, from, until } of duties)
          await company.duty(sessions[session]!, hosts[host]!, from * MINUTE, until * MINUTE);

        const model = new Map<string, bigint>();
        for (const { session, placed, fen, back } of sales) {
          const liveSessionId = session < 0 ? LiveSessionId.new() : sessions[session]!;
          const lines = fen.map((one, no) => ({ skuId: skus[no]!, fen: one }));
          const sold = await company.sells({ liveSessionId, placed: placed * MINUTE, lines });
          const parts = fen.map((one) => Math.floor((one * (back?.parts ?? 0)) / 100));
          if (back) await company.refunds(sold, (placed + 1 + back.after) * MINUTE, parts, back.failed);
          const duty = duties.find((one) => one.session === session && one.from <= placed && placed < one.until);
          const host = duty ? hosts[duty.host]! : '';
          const net = lines.reduce((all, line) => all + line.fen, 0) - (back?.failed ? 0 : total(parts));
          model.set(host, (model.get(host) ?? 0n) + BigInt(net));
        }
        await company.counted();

        const whole = await company.figures();
        for (const by of [By.HOST, By.SESSION, By.ACCOUNT, By.ITEM, By.EPISODE, By.DAY]) {
          const { rows } = await company.figures({ by });
          for (const field of ['paidFen', 'refundedFen', 'netFen'] as const)
            expect(sum(rows.values(), field)).toBe(whole.total[field]);
        }
        const byHost = await company.figures({ by: By.HOST });
        expect(new Map([...byHost.rows].map(([key, { netFen }]) => [key, netFen]))).toEqual(model);
        for (const liveSessionId of sessions) {
          const { total: ofSession, rows } = await company.figures({ liveSessionId, by: By.HOST });
          expect(sum(rows.values(), 'netFen')).toBe(ofSession.netFen);
          const { companyId } = company;
          const counted = await livestream.call(
            LiveSessions.method.sales,
            { companyId, liveSessionId },
            company.seller,
          );
          expect(counted).toMatchObject({ gmvPaidFen: ofSession.paidFen, gmvNetFen: ofSession.netFen });
        }
      }),
      { numRuns: 8 },
    );
  });

  const total = (all: number[]) => all.reduce((fen, one) => fen + one, 0);
});

describe('Figures of who watches', () => {
  const says = (liveSessionId: string, views: object[]) =>
    livestream.instances[0]!.core.nats.publish(`room.${liveSessionId}.views`, JSON.stringify({ views }));
  const audienceOf = async (company: Company, liveSessionId: string) =>
    (await company.figures({ liveSessionId })).total.audience!;

  it('count views, heads, the peak and what was played, as gateways tell it', async () => {
    const company = new Company();
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
    const company = new Company();
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
    const company = new Company();
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
  const company = new Company();

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
    const other = new Company();
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
