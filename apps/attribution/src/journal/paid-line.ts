import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import type { PaidLine as Message } from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { Fen } from '#kernel/fen.js';
import type { PaidLine } from '../split/split.js';

/** A line as orders tells it, as the split takes it. */
export const paidLine = (line: Message): PaidLine => ({
  quantity: line.quantity,
  grossFen: line.grossFen as Fen,
  discounts: line.discounts.map(({ payer, amountFen }) => ({ payer, amountFen: amountFen as Fen })),
  freightFen: line.freightFen as Fen,
  cashFen: line.cashFen as Fen,
  purchaseKind: kindOf(line),
  allocations: line.allocations.map(({ lotId, supplierId, pieces, costFen }) => {
    return { lotId, supplierId, pieces, costFen: costFen as Fen };
  }),
});

/** What was split, for the journal: enough to execute the split again, and nothing about the buyer. */
export const inputOf = (line: Message) => ({
  lineId: line.lineId,
  ruleId: line.ruleId,
  quantity: line.quantity,
  grossFen: `${line.grossFen}`,
  discounts: line.discounts.map(({ payer, amountFen }) => ({ payer, amountFen: `${amountFen}` })),
  freightFen: `${line.freightFen}`,
  cashFen: `${line.cashFen}`,
  purchaseKind: kindOf(line),
  allocations: line.allocations.map(({ lotId, supplierId, pieces, costFen }) => {
    return { lotId, supplierId, pieces, costFen: `${costFen}` };
  }),
});

const kindOf = ({ purchaseKind }: Message) => SaveSkuRequest_PurchaseKind[purchaseKind] as PaidLine['purchaseKind'];
