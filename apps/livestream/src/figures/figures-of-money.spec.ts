import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import {
  ReadFigures_By as By,
  ReadFigures_Window as Window,
  type SellingFigures,
} from '#contracts/tianjian/livestream/v1/figures_pb.js';
import { LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { DutyId, LiveSessionId, PersonId, SkuId } from '#kernel/id.js';
import { eventually, runningService } from '#testing/running-service.js';
import { LivestreamModule } from '../livestream.module.js';
import { at, Company, DAY, HOUR, MINUTE } from './given.js';

const livestream = runningService('livestream', LivestreamModule);

const sum = (all: Iterable<SellingFigures>, field: 'paidFen' | 'refundedFen' | 'netFen') =>
  [...all].reduce((fen, one) => fen + one[field], 0n);

describe('Figures of money', () => {
  it('credit each order to who was on duty when it was placed, and each line to when its SKU was last shown', async () => {
    const company = new Company(livestream);
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
    const company = new Company(livestream);
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
    const company = new Company(livestream);
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
    const company = new Company(livestream);
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
    const company = new Company(livestream);
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
        const company = new Company(livestream);
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
