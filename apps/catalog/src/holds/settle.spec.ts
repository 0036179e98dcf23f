import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { create, toJson } from '@bufbuild/protobuf';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  OrderCancelledSchema,
  OrderExpiredSchema,
  OrderPaidSchema,
  OrderPlacedSchema,
  Orders,
  WhichPlacedAnswerSchema,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { Held } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { OrderId } from '#kernel/id.js';
import { rpcSubject } from '#messaging/subjects.js';
import { eventually, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, Farm, times } from '../given.js';

const catalog = runningService('catalog', CatalogModule);
const farm = new Farm(catalog);

// What orders would answer, in the shape it has on the wire.
const orders = { up: false, placed: new Set<string>() };
let broker: NatsConnection;
beforeAll(async () => {
  broker = await connect({ servers: catalog.broker.url });
  broker.subscribe(rpcSubject(Orders.method.whichPlaced), {
    callback: (_, message) => {
      const { holdIds } = message.json<{ data: { holdIds: string[] } }>().data;
      const placed = create(WhichPlacedAnswerSchema, { holdIds: holdIds.filter((id) => orders.placed.has(id)) });
      const answer = { response: toJson(WhichPlacedAnswerSchema, placed), isDisposed: true };
      const trouble = { err: { code: 'unavailable', details: {} }, isDisposed: true };
      message.respond(JSON.stringify(orders.up ? answer : trouble));
    },
  });
  await broker.flush();
});
afterAll(() => broker.close());

const about = ({ companyId, holdId }: Held) => ({ companyId, holdId, orderId: OrderId.new() as string });

const becomes = (held: Held, status: string) =>
  eventually(async () => {
    const [row] = await catalog.sql<{ status: string }>('SELECT status FROM hold WHERE hold_id = $1', [held.holdId]);
    return row?.status === status;
  });

const timeIsOver = (held: Held) =>
  catalog.sql(`UPDATE hold SET expires_at = now() - interval '1 second' WHERE hold_id = $1`, [held.holdId]);

describe('A hold whose order', () => {
  it('is paid becomes a sale, once, in whatever order the news come', async () => {
    const noodles = await farm.stocked([3, 7]);
    const held = await farm.hold(checkoutOf([[noodles, 5]]));
    const order = about(held);

    const paid = await catalog.deliver(OrderPaidSchema, order);
    await becomes(held, 'SOLD');
    await catalog.deliver(OrderPaidSchema, order, paid);
    await applied(
      await catalog.deliver(OrderPaidSchema, order),
      await catalog.deliver(OrderPlacedSchema, order),
      await catalog.deliver(OrderExpiredSchema, order),
    );

    expect(await farm.stock(noodles)).toMatchObject({ onHand: 5, held: 0, available: 5 });
    const sold = await catalog.sql(
      `SELECT sum(pieces)::int AS pieces FROM movement WHERE source_id = $1 AND kind = 'sold'`,
      [held.holdId],
    );
    expect(sold).toEqual([{ pieces: -5 }]);
    expect(await farm.unbalanced()).toEqual([]);
  });

  it.each([
    ['expired', OrderExpiredSchema],
    ['was cancelled', OrderCancelledSchema],
  ])('%s gives its pieces back, once, and answers as freed from then on', async (_, ended) => {
    const noodles = await farm.stocked([3, 7]);
    const checkout = checkoutOf([[noodles, 5]]);
    const held = await farm.hold(checkout);
    const order = about(held);

    await catalog.deliver(OrderPlacedSchema, order);
    await becomes(held, 'ADOPTED');
    await catalog.deliver(ended, order);
    await becomes(held, 'FREED');
    await applied(await catalog.deliver(ended, order), await catalog.deliver(OrderPlacedSchema, order));
    const again = await farm.hold(checkout);

    expect(again).toMatchObject({ holdId: held.holdId, status: 'FREED', lines: held.lines });
    expect(await farm.available(noodles)).toBe(10);
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('ends before the news that it was placed stays freed', async () => {
    const noodles = await farm.stocked([5]);
    const held = await farm.hold(checkoutOf([[noodles, 5]]));

    await catalog.deliver(OrderCancelledSchema, about(held));
    await becomes(held, 'FREED');
    await applied(await catalog.deliver(OrderPlacedSchema, about(held)));

    await becomes(held, 'FREED');
    expect(await farm.available(noodles)).toBe(5);
  });

  it('is paid by the hundred leaves the books balanced', async () => {
    const skus = await Promise.all(times(3, () => farm.stocked([40, 60])));
    const holds = await Promise.all(times(90, (at) => farm.hold(checkoutOf([[skus[at % 3]!, 1 + (at % 2)]]))));

    await Promise.all(
      holds.flatMap((held, at) => [
        catalog.deliver(OrderPlacedSchema, about(held)),
        catalog.deliver(at % 3 === 0 ? OrderExpiredSchema : OrderPaidSchema, about(held)),
      ]),
    );
    await eventually(async () => (await catalog.sql(`SELECT FROM hold WHERE status = 'ADOPTED'`)).length === 0);
    for (const [at, held] of holds.entries()) await becomes(held, at % 3 === 0 ? 'FREED' : 'SOLD');

    expect(await farm.unbalanced()).toEqual([]);
  });
});

describe('A provisional hold past its time', () => {
  it('is kept while orders cannot say whether it has an order', async () => {
    orders.up = false;
    const noodles = await farm.stocked([5]);
    const held = await farm.hold(checkoutOf([[noodles, 5]]));

    await timeIsOver(held);
    await new Promise((resolve) => setTimeout(resolve, 3_000));

    expect(await farm.available(noodles)).toBe(0);
    await becomes(held, 'PROVISIONAL');
  });

  it('is adopted if orders knows it, else given back; and a repeat takes it anew', async () => {
    orders.up = true;
    const noodles = await farm.stocked([10]);
    const [ordered, forgotten] = [checkoutOf([[noodles, 4]]), checkoutOf([[noodles, 5]])];
    const [placed, lapsed] = [await farm.hold(ordered), await farm.hold(forgotten)];
    orders.placed.add(placed.holdId);

    for (const held of [placed, lapsed]) await timeIsOver(held);
    await becomes(placed, 'ADOPTED');
    await becomes(lapsed, 'LAPSED');

    expect(await farm.available(noodles)).toBe(6);
    const again = await farm.hold(forgotten);
    expect(again).toMatchObject({ holdId: lapsed.holdId, status: 'PROVISIONAL' });
    expect(await farm.available(noodles)).toBe(1);
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('that lapsed is sold out when others took the pieces', async () => {
    orders.up = true;
    const noodles = await farm.stocked([5]);
    const checkout = checkoutOf([[noodles, 5]]);
    const lapsed = await farm.hold(checkout);
    await timeIsOver(lapsed);
    await becomes(lapsed, 'LAPSED');
    await farm.hold(checkoutOf([[noodles, 3]]));

    await expect(farm.hold(checkout)).rejects.toMatchObject({
      code: 'stock.sold_out',
      details: { shortages: [{ skuId: noodles.skuId, wanted: 5, available: 2 }] },
    });
  });

  it('that lapsed although it has an order takes its pieces again when the news comes', async () => {
    orders.up = true;
    const [noodles, apples] = [await farm.stocked([5]), await farm.stocked([5])];
    const [placed, paid] = [await farm.hold(checkoutOf([[noodles, 2]])), await farm.hold(checkoutOf([[apples, 2]]))];
    for (const held of [placed, paid]) await timeIsOver(held);
    await becomes(placed, 'LAPSED');
    await becomes(paid, 'LAPSED');

    await catalog.deliver(OrderPlacedSchema, about(placed));
    await catalog.deliver(OrderPaidSchema, about(paid));
    await becomes(placed, 'ADOPTED');
    await becomes(paid, 'SOLD');

    expect(await farm.stock(noodles)).toMatchObject({ onHand: 5, held: 2 });
    expect(await farm.stock(apples)).toMatchObject({ onHand: 3, held: 0 });
    expect(await farm.unbalanced()).toEqual([]);
  });
});

/** Waits until these events were applied. */
async function applied(...eventIds: string[]): Promise<void> {
  await eventually(async () => {
    const rows = await catalog.sql('SELECT FROM inbox WHERE event_id = ANY($1)', [eventIds]);
    return rows.length === eventIds.length;
  });
}
