import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BlobKey } from '#blobs/blob-key.js';
import { FolderBlobs } from '#blobs/folder-blobs.js';
import {
  Order_Status as Status,
  OrderRefundedSchema,
  type Order,
  type Refund_Status as RefundStatus,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { PiecesGivenUpSchema, Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import type { PersonId } from '#kernel/id.js';
import { eventually } from '#testing/running-service.js';
import { checkoutOf, signedIn, type Goods, type Till } from './till.js';

export interface Bought {
  order: Order;
  lineId: string;
  token: string;
  goods: Goods;
}

type Asked = { quantity?: number; amountFen?: bigint };
/** Longer than anything takes to get to where it is held up. */
export const IN_THE_MIDDLE_MS = 400;

/** What happens to paid orders at a till: by buyers, by who packs, and by time. */
export function afterSaleAt(till: Till) {
  /** So many pieces of goods, paid. */
  async function bought(quantity: number, terms: Parameters<typeof till.stocked>[1] = {}, pieces = [2, 100]) {
    const goods = await till.stocked(pieces, terms);
    return buy(goods, quantity);
  }

  async function buy(goods: Goods, quantity: number, more: { agreesNoReturn?: boolean } = {}): Promise<Bought> {
    const token = signedIn();
    const { order, payment } = await till.place({ ...checkoutOf([goods, quantity]), ...more }, token);
    await till.pay(payment!.paymentId, token);
    await till.until(order!.orderId, token, Status.PAID);
    return { order: order!, lineId: order!.lines[0]!.lineId, token, goods };
  }

  const ask = (
    { order, lineId, token }: Bought,
    asked: Asked,
    more: { refundId?: string; photoKeys?: string[] } = {},
  ) =>
    till.orders
      .call(
        Refunds.method.ask,
        {
          orderId: order.orderId,
          refundId: more.refundId ?? randomUUID(),
          lines: [{ lineId, ...asked }],
          reason: '压坏了',
          photoKeys: more.photoKeys ?? [],
        },
        token,
      )
      .then(({ refund }) => refund!);
  const decide = (refundId: string, approve: boolean, token: string) =>
    till.orders.call(Refunds.method.decide, { refundId, approve, reason: approve ? '' : '照片看不清' }, token);
  const refundOf = (refundId: string, token: string) =>
    till.orders.call(Refunds.method.get, { refundId }, token).then(({ refund }) => refund!);

  const until = (refundId: string, token: string, status: RefundStatus) =>
    eventually(async () => {
      const refund = await refundOf(refundId, token);
      return refund.status === status ? refund : undefined;
    });
  const seen = ({ order, token }: Bought) => till.order(order.orderId, token);
  const refundedEvents = async ({ order }: Bought) =>
    (await till.orders.published(OrderRefundedSchema)).filter((event) => event.orderId === order.orderId);
  const givenUp = async ({ order }: Bought) =>
    (await till.orders.published(PiecesGivenUpSchema)).filter((event) => event.orderId === order.orderId);
  const keptOf = async ({ order }: Bought) => BigInt((await till.kept()).get(order.orderId) ?? 0);

  const packed = ({ order }: Bought) =>
    till.orders.sql('UPDATE orders SET packed_at = now() WHERE order_id = $1', [order.orderId]);
  const delivered = ({ order }: Bought, ago = '1 hour') =>
    till.orders.sql(
      `WITH left_us AS (UPDATE order_line SET shipped_quantity = quantity WHERE order_id = $1)
       UPDATE orders SET packed_at = now() - $2::interval, delivered_at = now() - $2::interval, status = 'SHIPPED'
       WHERE order_id = $1`,
      [order.orderId, ago],
    );
  /** Whatever `work` starts gets as far as writing the order's lines, and no further, for a while. */
  async function heldUp<T>({ order }: Bought, work: () => Promise<T>): Promise<T> {
    const client = new pg.Client(till.orders.url());
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM order_line WHERE order_id = $1 FOR UPDATE', [order.orderId]);
      const done = work();
      await sleep(3 * IN_THE_MIDDLE_MS);
      await client.query('COMMIT');
      return await done;
    } finally {
      await client.end();
    }
  }

  const silence = (refundId: string) =>
    till.orders.sql('UPDATE refund SET decide_by = now() WHERE refund_id = $1', [refundId]);
  const mood = (refundsEndAs: 'SUCCEEDED' | 'PENDING') =>
    till.ask({ do: 'test.mood', webhooks: 'RUNNING', refundsEndAs });
  const refOf = (refundId: string) =>
    eventually(async () => {
      const [row] = await till.orders.sql<{ ref: string | null }>('SELECT ref FROM refund WHERE refund_id = $1', [
        refundId,
      ]);
      return row?.ref;
    });

  const blobs = () => new FolderBlobs(till.orders.blobFolder);

  /** A picture that the buyer of an order has uploaded. */
  async function photoOf({ order }: Bought, type = 'image/jpeg'): Promise<string> {
    const [row] = await till.orders.sql<{ buyer_id: PersonId }>('SELECT buyer_id FROM orders WHERE order_id = $1', [
      order.orderId,
    ]);
    const key = BlobKey.new('upload');
    const bytes = Readable.from([Buffer.from('a melon, split open')]);
    const until = new Date(Date.now() + 3_600_000);
    await blobs().put(key, bytes, { type, maxBytes: 100, ownerId: row!.buyer_id, until });
    return key;
  }

  return {
    bought,
    buy,
    ask,
    decide,
    refundOf,
    until,
    seen,
    refundedEvents,
    givenUp,
    keptOf,
    packed,
    delivered,
    heldUp,
    silence,
    mood,
    refOf,
    photoOf,
    blobs,
  };
}
