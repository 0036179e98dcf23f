import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { PastSales } from '#contracts/tianjian/catalog/v1/past_sales_pb.js';
import { PastOrders, type TakeOverPastOrders } from '#contracts/tianjian/orders/v1/past_orders_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { Sealer } from '../address/sealer.js';
import { parsePastOrders, type PastOrder } from './past-order.js';
import { readRule, readTaken, writeTakings } from './past-orders.sql.js';
import { goodsById, holdOf, toTaking } from './taking.js';

@Controller()
export class TakeOverPastOrdersHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
    private readonly sealer: Sealer,
  ) {}

  @Rpc(PastOrders.method.takeOver)
  async handle(request: TakeOverPastOrders) {
    const companyId = CompanyId.parse(request.companyId);
    const fresh = await this.untaken(parsePastOrders(request));
    if (fresh.length === 0) return { taken: 0 };

    // First: what catalog holds for an order that is then not written is held for the same order again.
    const goods = goodsById(await this.rpc.to(PastSales).hold({ companyId, sales: fresh.map(toSale) }));
    const takings = fresh.map((order) => toTaking(order, goods, this.sealer.seal(order.address, order.orderId)));
    await this.db.transaction(async (tx) => {
      const { ruleId, now } = await readRule(tx, companyId);
      if (!ruleId) throw invalid('companyId', 'a company with a split rule in force');
      await writeTakings(tx, takings, { ruleId, now });
    });

    return { taken: fresh.length };
  }

  /** Those that are not here yet. Problems: request.repeated_differently. */
  private async untaken(orders: PastOrder[]): Promise<PastOrder[]> {
    const taken = await this.db.single((tx) => readTaken(tx, orders));
    const hashOf = new Map(taken.map(({ orderId, contentHash }) => [orderId, contentHash]));
    const changed = orders.find(({ orderId, contentHash }) => (hashOf.get(orderId) ?? contentHash) !== contentHash);
    if (changed) throw new Problem('request.repeated_differently', { orderId: changed.orderId });
    return orders.filter(({ orderId }) => !hashOf.has(orderId));
  }
}

const toSale = (order: PastOrder) => ({
  holdId: holdOf(order),
  buyerId: order.buyerId,
  heldAt: timestampFromDate(order.placedAt),
  pieces: order.lines.map(({ skuId, lotId, quantity }) => ({ skuId, lotId, pieces: quantity })),
});
