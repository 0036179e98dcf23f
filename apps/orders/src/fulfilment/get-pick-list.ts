import { Controller } from '@nestjs/common';
import { Picking } from '#contracts/tianjian/catalog/v1/picking_pb.js';
import { Fulfilment, type GetPickListRequest } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId } from '#kernel/id.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { lotsLeft } from './parcel.js';
import { picksOf, type LineToPick } from './picking.js';

const ORDERS_DEFAULT = 100;
// More than a packing table sees in a morning.
const ORDERS_MAX = 500;

@Controller()
export class GetPickListHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  @Rpc(Fulfilment.method.getPickList)
  async handle(request: GetPickListRequest) {
    const companyId = CompanyId.parse(request.companyId);
    const limit = parseOrders(request.orders);

    const rows = await this.db.ofCompany(companyId, (tx) => readLinesToPick(tx, companyId, limit + 1));
    const lines = rows.filter(({ place }) => place <= limit);
    const lotIds = [...new Set(lines.flatMap((line) => lotsLeft(line).map(({ lotId }) => lotId)))];
    const labels = await this.labelsOf(companyId, lotIds);

    return {
      items: picksOf(lines, (lotId) => labels.get(lotId)?.expiresOn ?? '').map(({ lotId, ...pick }) => {
        return { ...pick, lot: labels.get(lotId) ?? { lotId } };
      }),
      orders: new Set(lines.map(({ orderId }) => orderId)).size,
      more: rows.length > lines.length,
    };
  }

  private async labelsOf(companyId: CompanyId, lotIds: string[]) {
    if (lotIds.length === 0) return new Map<string, never>();
    const { lots } = await this.rpc.to(Picking).describeLots({ companyId, lotIds });
    return new Map(lots.map((lot) => [lot.lotId, lot]));
  }
}

function parseOrders(orders: number): number {
  if (orders === 0) return ORDERS_DEFAULT;
  if (orders < 1 || orders > ORDERS_MAX) throw invalid('orders', `1 to ${ORDERS_MAX}`);
  return orders;
}

/** The lines of the oldest paid orders of which something must still leave; `place`: how old their order is. */
const readLinesToPick = (tx: Tx, companyId: CompanyId, limit: number) => tx.sql<LineToPick & { place: number }>`
  SELECT l.order_id AS "orderId", line_id AS "lineId", sku_id AS "skuId", title, quantity,
    refunded_quantity AS "refundedQuantity", shipped_quantity AS "shippedQuantity", allocations, o.place
  FROM (
    SELECT order_id, row_number() OVER (ORDER BY paid_at, order_id)::int AS place FROM orders
    WHERE company_id = ${companyId} AND status = 'PAID' AND (presale_lot_id IS NULL OR NOT awaits_harvest(orders))
    ORDER BY paid_at, order_id LIMIT ${limit}
  ) AS o
  JOIN order_line l ON l.company_id = ${companyId} AND l.order_id = o.order_id
  WHERE shipped_quantity + refunded_quantity < quantity ORDER BY o.place, line_no`;
