import { SaveSkuRequest_PurchaseKind, SaveSkuRequest_ReturnClass } from '#contracts/tianjian/catalog/v1/products_pb.js';
import type { PastGoods, SoldGoods } from '#contracts/tianjian/catalog/v1/past_sales_pb.js';
import { Fen } from '#kernel/fen.js';
import { CheckoutId, HoldId, LineId, ShipmentId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import type { SealedAddress } from '../address/sealer.js';
import { priceLines, type Line, type PurchaseKind, type QuotedLine, type ReturnClass } from '../orders/order.js';
import type { PastOrder } from './past-order.js';

/** A past order with all that its rows say. */
export interface Taking extends Omit<PastOrder, 'lines' | 'address'> {
  holdId: HoldId;
  checkoutId: CheckoutId;
  shipmentId: ShipmentId;
  address: SealedAddress;
  lines: Line[];
  totalFen: Fen;
}

// Whatever an order leads to is named after it: taken over again, it is the same.
export const holdOf = ({ orderId }: Pick<PastOrder, 'orderId'>) => HoldId.derive('past', orderId);

/** Each line as if it had just been quoted: priced as it was sold, at the lot's own cost. */
export function toTaking(past: PastOrder, goods: ReadonlyMap<string, SoldGoods>, address: SealedAddress): Taking {
  const { orderId, freightFen } = past;
  const lines = priceLines(
    past.lines.map((line) => toQuoted(line, goods)),
    freightFen,
  ).map((line) => ({ ...line, lineId: LineId.derive('past', orderId, line.skuId) }));
  return {
    ...past,
    lines,
    address,
    holdId: holdOf(past),
    checkoutId: CheckoutId.derive('past', orderId),
    shipmentId: ShipmentId.derive('past', orderId),
    totalFen: Fen.sum(lines.map(({ cashFen }) => cashFen)),
  };
}

export const goodsById = ({ goods }: PastGoods) => new Map(goods.map((one) => [`${one.skuId} ${one.lotId}`, one]));

function toQuoted(
  { skuId, lotId, quantity, priceFen }: PastOrder['lines'][number],
  goods: ReadonlyMap<string, SoldGoods>,
) {
  const sold = goods.get(`${skuId} ${lotId}`);
  if (!sold) throw new Problem('not_found', { skuId, lotId });
  const quoted: QuotedLine = {
    skuId,
    quantity,
    priceFen,
    title: sold.title,
    grossFen: Fen.times(priceFen, quantity),
    discounts: [],
    netG: sold.netG,
    grossG: sold.grossG,
    purchaseKind: SaveSkuRequest_PurchaseKind[sold.purchaseKind] as PurchaseKind,
    returnClass: SaveSkuRequest_ReturnClass[sold.returnClass] as ReturnClass,
    offerId: null,
    byWeight: null,
    allocations: [
      {
        lotId,
        supplierId: sold.supplierId,
        pieces: quantity,
        grams: String(BigInt(sold.netG) * BigInt(quantity)),
        costFen: String(sold.costPerPieceFen * BigInt(quantity)),
      },
    ],
  };
  return quoted;
}
