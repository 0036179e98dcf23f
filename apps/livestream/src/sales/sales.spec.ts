import { describe, expect, it } from '@jest/globals';
import { Accounts, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { OrderPaidSchema, OrderRefundedSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { RefundFailedSchema } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import {
  AccountId,
  CompanyId,
  EventId,
  LineId,
  LiveSessionId,
  LotId,
  OrderId,
  PersonId,
  RefundId,
  SkuId,
} from '#kernel/id.js';
import { asPerson, eventually, runningService } from '#testing/running-service.js';
import { LivestreamModule } from '../livestream.module.js';

const livestream = runningService('livestream', LivestreamModule);

const sellerOf = (companyId: CompanyId) =>
  asPerson({ personId: PersonId.new(), memberships: [{ companyId, roles: ['seller'] }], mandates: [] });

async function givenSession(account?: { companyId: CompanyId; accountId: AccountId }) {
  const { companyId, accountId } = account ?? { companyId: CompanyId.new(), accountId: AccountId.new() };
  const liveSessionId = LiveSessionId.new();
  const seller = sellerOf(companyId);
  await livestream.call(Accounts.method.save, { companyId, accountId, platform: 'douyin', name: '田间' }, seller);
  await livestream.call(LiveSessions.method.save, { companyId, accountId, liveSessionId, title: '专场' }, seller);
  return { companyId, accountId, liveSessionId };
}

const paid = (session: { companyId: string; liveSessionId: string }, cashFen: bigint, quantities: number[]) => ({
  orderId: OrderId.new(),
  companyId: session.companyId,
  liveSessionId: session.liveSessionId,
  cashFen,
  lines: quantities.map((quantity) => ({ lineId: LineId.new(), skuId: SkuId.new(), quantity })),
});

const salesOf = ({ companyId, liveSessionId }: { companyId: CompanyId; liveSessionId: string }) =>
  livestream.call(LiveSessions.method.sales, { companyId, liveSessionId }, sellerOf(companyId));

/** All events sent so far are in the inbox. */
const applied = (eventIds: string[]) =>
  eventually(async () => {
    const [row] = await livestream.sql<{ n: string }>('SELECT count(*) AS n FROM inbox WHERE event_id = ANY ($1)', [
      eventIds,
    ]);
    return Number(row!.n) === new Set(eventIds).size;
  });

describe('Sales of a session', () => {
  it('are nothing before the first order', async () => {
    const session = await givenSession();

    expect(await salesOf(session)).toMatchObject({ paidOrders: 0, gmvPaidFen: 0n, gmvNetFen: 0n, items: 0 });
  });

  it('count each paid order once, however often it is told', async () => {
    const session = await givenSession();
    const [small, large] = [paid(session, 5_900n, [1]), paid(session, 9_007_199_254_740_993n, [2, 3])];
    const eventId = EventId.new();

    await livestream.deliver(OrderPaidSchema, small, eventId);
    await livestream.deliver(OrderPaidSchema, small, eventId);
    const retold = await livestream.deliver(OrderPaidSchema, small);
    const other = await livestream.deliver(OrderPaidSchema, large);
    await applied([eventId, retold, other]);

    expect(await salesOf(session)).toMatchObject({
      paidOrders: 2,
      gmvPaidFen: 9_007_199_254_746_893n,
      gmvNetFen: 9_007_199_254_746_893n,
      items: 6,
    });
  });

  it('lose what went back from the net figure alone, also when the refund is told first', async () => {
    const session = await givenSession();
    const order = paid(session, 5_900n, [2]);
    const refund = {
      orderId: order.orderId,
      companyId: session.companyId,
      liveSessionId: session.liveSessionId,
      refundId: RefundId.new(),
      amountFen: 5_900n,
      items: 2,
    };

    const first = await livestream.deliver(OrderRefundedSchema, refund);
    await applied([first]);
    await applied([
      await livestream.deliver(OrderPaidSchema, order),
      await livestream.deliver(OrderRefundedSchema, refund),
    ]);

    expect(await salesOf(session)).toMatchObject({ paidOrders: 1, gmvPaidFen: 5_900n, gmvNetFen: 0n, items: 2 });
  });

  it('have back what did not reach the buyer after all, whichever is told first', async () => {
    const session = await givenSession();
    const order = paid(session, 5_900n, [2]);
    const refund = { ...order, refundId: RefundId.new(), amountFen: 1_900n };
    const { orderId, companyId, liveSessionId, refundId, amountFen } = refund;
    const back = { orderId, companyId, liveSessionId, refundId, amountFen };

    await applied([await livestream.deliver(RefundFailedSchema, back)]);
    await applied([
      await livestream.deliver(OrderPaidSchema, order),
      await livestream.deliver(OrderRefundedSchema, { ...back, items: 1 }),
      await livestream.deliver(RefundFailedSchema, back),
    ]);

    expect(await salesOf(session)).toMatchObject({ gmvPaidFen: 5_900n, gmvNetFen: 5_900n });
  });

  it('of all sessions are the sales of their account', async () => {
    const first = await givenSession();
    const second = await givenSession(first);
    const elsewhere = await givenSession({ companyId: first.companyId, accountId: AccountId.new() });
    await applied([
      await livestream.deliver(OrderPaidSchema, paid(first, 100n, [1])),
      await livestream.deliver(OrderPaidSchema, paid(second, 200n, [2])),
      await livestream.deliver(OrderPaidSchema, paid(elsewhere, 400n, [4])),
    ]);

    const { companyId, accountId } = first;
    const figures = livestream.call(LiveSessions.method.accountSales, { companyId, accountId }, sellerOf(companyId));

    expect(await figures).toMatchObject({ paidOrders: 2, gmvPaidFen: 300n, gmvNetFen: 300n, items: 3 });
  });

  it('of no session, and of an unknown one, harm nobody', async () => {
    const session = await givenSession();
    const unknown = { companyId: session.companyId, liveSessionId: LiveSessionId.new() };
    const none = { companyId: session.companyId, liveSessionId: '' };

    await applied([
      await livestream.deliver(OrderPaidSchema, paid(unknown, 100n, [1])),
      await livestream.deliver(OrderPaidSchema, paid(none, 100n, [1])),
      await livestream.deliver(OrderPaidSchema, paid(session, 300n, [1])),
    ]);

    expect(await salesOf(session)).toMatchObject({ paidOrders: 1, gmvPaidFen: 300n });
    await expect(salesOf(unknown)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are known by lot: which sessions sold pieces of it, the latest first, and no other', async () => {
    const first = await givenSession();
    const second = await givenSession(first);
    const lots = [LotId.new(), LotId.new()];
    const of = (session: typeof first, lotIds: string[]) => ({
      ...paid(session, 100n, []),
      lines: [
        { lineId: LineId.new(), skuId: SkuId.new(), quantity: 1, allocations: lotIds.map((lotId) => ({ lotId })) },
      ],
    });
    await applied([
      await livestream.deliver(OrderPaidSchema, of(first, lots)),
      await livestream.deliver(OrderPaidSchema, of(first, [lots[0]!])),
      await livestream.deliver(OrderPaidSchema, of({ ...first, liveSessionId: '' as LiveSessionId }, [lots[1]!])),
    ]);
    await applied([await livestream.deliver(OrderPaidSchema, of(second, [lots[0]!]))]);
    const soldIn = async (lotId: string) =>
      (await livestream.call(LiveSessions.method.listOfLot, { companyId: first.companyId, lotId })).sessions.map(
        ({ liveSessionId }) => liveSessionId,
      );

    expect(await soldIn(lots[0]!)).toEqual([second.liveSessionId, first.liveSessionId]);
    expect(await soldIn(lots[1]!)).toEqual([first.liveSessionId]);
    expect(await soldIn(LotId.new())).toEqual([]);
  });

  it('of an account nobody has are not found', async () => {
    const companyId = CompanyId.new();
    const unknown = { companyId, accountId: AccountId.new() };

    await expect(livestream.call(LiveSessions.method.accountSales, unknown, sellerOf(companyId))).rejects.toMatchObject(
      { code: 'not_found' },
    );
  });
});
