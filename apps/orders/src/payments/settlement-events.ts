import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import {
  OrderCancelledSchema,
  OrderExpiredSchema,
  OrderPaidSchema,
  StrayPaymentReceivedSchema,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { Tx } from '#database/tx.js';
import type { PaymentId } from '#kernel/id.js';
import { fromAllotment } from '../orders/held.js';
import type { PromisedLine, Settled } from './settle.sql.js';
import type { Fact } from './settlement.js';

/** The outbox rows of everything that was decided, one list for each kind of event. */
export function outboxOf(tx: Tx, settled: Settled[]): string[] {
  const facts = settled.flatMap((one) => one.facts.map((fact) => ({ ...one, fact })));
  const of = <K extends Fact['kind']>(kind: K) =>
    facts.flatMap(({ fact, ...one }) => (isOf(kind, fact) ? [{ ...one, fact }] : []));

  return [
    tx.outbox(
      OrderPaidSchema,
      of('paid').map(({ fact, ...one }) => paidEvent(one, fact.paymentId)),
    ),
    tx.outbox(OrderExpiredSchema, of('expired').map(endedEvent)),
    tx.outbox(OrderCancelledSchema, of('cancelled').map(endedEvent)),
    tx.outbox(
      StrayPaymentReceivedSchema,
      of('stray').map(({ after, fact }) => ({
        orderId: after.orderId,
        companyId: after.companyId,
        paymentId: fact.payment.paymentId,
        amountFen: fact.payment.receivedFen,
        reason: fact.reason,
      })),
    ),
  ].filter((rows) => rows !== '[]');
}

/** Everything that has to be split, counted and taken off the stock. */
function paidEvent({ before, after, lines }: Settled, paymentId: PaymentId): MessageInitShape<typeof OrderPaidSchema> {
  return {
    orderId: after.orderId,
    companyId: after.companyId,
    holdId: after.holdId,
    liveSessionId: before.liveSessionId ?? '',
    lines: lines.map(paidLine),
    freightFen: before.freightFen,
    cashFen: after.totalFen,
    paymentId,
    paidAt: timestampFromDate(before.now),
    version: after.version,
    buyerId: before.buyerId,
    placedAt: timestampFromDate(before.placedAt),
  };
}

const paidLine = (line: PromisedLine) => ({
  lineId: line.lineId,
  skuId: line.skuId,
  quantity: line.quantity,
  grossFen: BigInt(line.grossFen),
  discounts: line.discounts.map((discount) => ({ ...discount, amountFen: BigInt(discount.amountFen) })),
  freightFen: BigInt(line.freightFen),
  cashFen: BigInt(line.cashFen),
  ruleId: line.ruleId,
  purchaseKind: SaveSkuRequest_PurchaseKind[line.purchaseKind],
  allocations: line.allocations.map(fromAllotment),
});

const endedEvent = ({ after: { orderId, companyId, holdId, version } }: Settled) => ({
  orderId,
  companyId,
  holdId,
  version,
});

const isOf = <K extends Fact['kind']>(kind: K, fact: Fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind;
