import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Figures } from '#contracts/tianjian/livestream/v1/figures_pb.js';
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
  type SkuId,
} from '#kernel/id.js';
import { asPerson, eventually, type RunningServiceUnderTest } from '#testing/running-service.js';

// Shows of some evenings in China, from 20:00 to 22:00.
const SHOW = Date.UTC(2026, 9, 1, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const at = (ms: number) => new Date(SHOW + ms);
const stamp = (ms: number) => timestampFromDate(at(ms));

/** A company whose shows and sales are as a spec says they were. */
export class Company {
  readonly companyId = CompanyId.new();
  readonly seller = asPerson({
    personId: PersonId.new(),
    memberships: [{ companyId: this.companyId, roles: ['seller'] }],
    mandates: [],
  });
  private readonly told: string[] = [];

  constructor(private readonly livestream: RunningServiceUnderTest) {}

  async account(): Promise<AccountId> {
    const accountId = AccountId.new();
    const account = { companyId: this.companyId, accountId, platform: 'douyin', name: '田间' };
    await this.livestream.call(Accounts.method.save, account, this.seller);
    return accountId;
  }

  /** Over, or on air if it has no end. */
  async session(accountId: AccountId, from: number, until: number | null): Promise<LiveSessionId> {
    const liveSessionId = LiveSessionId.new();
    const session = { companyId: this.companyId, accountId, liveSessionId, title: '专场' };
    await this.livestream.call(LiveSessions.method.save, session, this.seller);
    await this.livestream.sql(
      `UPDATE live_session SET status = $2, started_at = $3, ended_at = $4 WHERE live_session_id = $1`,
      [liveSessionId, until === null ? 'LIVE' : 'ENDED', at(from), until === null ? null : at(until)],
    );
    return liveSessionId;
  }

  async duty(liveSessionId: LiveSessionId, personId: PersonId, from: number, until: number): Promise<void> {
    await this.livestream.sql(
      `INSERT INTO duty (company_id, live_session_id, duty_id, person_id, stage_name, starts_at, ends_at, end_reason,
         checked_in_by, device) VALUES ($1, $2, $3, $4, '小芳', $5, $6, 'CHECKED_OUT', $4, '')`,
      [this.companyId, liveSessionId, DutyId.new(), personId, at(from), at(until)],
    );
  }

  async pinned(liveSessionId: LiveSessionId, skuId: SkuId, from: number, until: number): Promise<EpisodeId> {
    const episodeId = EpisodeId.new();
    await this.livestream.sql(
      `INSERT INTO pin_episode (company_id, live_session_id, episode_id, sku_id, starts_at, ends_at, device)
       VALUES ($1, $2, $3, $4, $5, $6, '')`,
      [this.companyId, liveSessionId, episodeId, skuId, at(from), at(until)],
    );
    return episodeId;
  }

  async inBag(liveSessionId: LiveSessionId, skuId: SkuId): Promise<void> {
    await this.livestream.sql(
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
    this.told.push(await this.livestream.deliver(OrderPaidSchema, sale));
    return sale;
  }

  async refunds(sale: Awaited<ReturnType<Company['sells']>>, when: number, fen: number[], failed = false) {
    const { orderId, companyId, liveSessionId } = sale;
    const lines = sale.lines.flatMap(({ lineId }, no) => (fen[no] ? [{ lineId, amountFen: BigInt(fen[no]) }] : []));
    const amountFen = lines.reduce((sum, line) => sum + line.amountFen, 0n);
    const refund = { orderId, companyId, liveSessionId, refundId: RefundId.new(), amountFen };
    this.told.push(
      await this.livestream.deliver(OrderRefundedSchema, { ...refund, lines, refundedAt: stamp(when) }),
      ...(failed ? [await this.livestream.deliver(RefundFailedSchema, refund)] : []),
    );
  }

  /** All that was told so far is counted. */
  async counted(): Promise<void> {
    await eventually(async () => {
      const [row] = await this.livestream.sql<{ n: number }>(
        'SELECT count(*)::int AS n FROM inbox WHERE event_id = ANY ($1)',
        [this.told],
      );
      return row?.n === this.told.length;
    });
  }

  /** Of days around the show, if nothing else is said. */
  async figures(asked: object = {}) {
    const days = 'liveSessionId' in asked ? {} : { paidFrom: '2026-09-01', paidUntil: '2027-01-31' };
    const { total, rows } = await this.livestream.call(
      Figures.method.read,
      { companyId: this.companyId, ...days, ...asked },
      this.seller,
    );
    if (!total) throw new Error('figures without a total');
    return { total, rows: new Map(rows.flatMap(({ key, figures }) => (figures ? [[key, figures]] : []))) };
  }
}
