import type { OrderPaid, PaidLine as PaidLineMessage } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Fen } from '#kernel/fen.js';
import { invalid, Problem } from '#problems/problem.js';
import type { KnownRule } from '../rules/split-rule.sql.js';
import { BUYERS_MONEY, splitLine, type PaidLine } from '../split/split.js';
import { plainLeg, type Entry, type Leg } from './entry.js';

export const UNSPLIT = 'suspense:unsplit';

type Rules = ReadonlyMap<string, Pick<KnownRule, 'companyId' | 'steps' | 'startsAt'>>;

/**
 * A paid order as an entry of the journal, every line split by the rule it names. Money is never dropped: an order that
 * cannot be split waits whole in suspense, and `trouble` says why.
 */
export function splitOrder(order: OrderPaid, rules: Rules): { entry: Entry; trouble?: string } {
  const { orderId, companyId } = order;
  const lines = order.lines.map(lineOf);
  const entry = { companyId, kind: 'order_paid' as const, about: orderId, orderId, input: { lines } };
  try {
    assertAddsUp(order);
    const legs = order.lines.flatMap((line, at) => legsOfLine(order, line, lines[at] as PaidLine, rules));
    return { entry: { ...entry, legs } };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const legs = [plainLeg(BUYERS_MONEY, -order.cashFen), plainLeg(UNSPLIT, order.cashFen)];
    return { entry: { ...entry, legs }, trouble: JSON.stringify(error.details) };
  }
}

function legsOfLine(order: OrderPaid, { lineId, ruleId }: PaidLineMessage, line: PaidLine, rules: Rules): Leg[] {
  const rule = rules.get(ruleId);
  const paidAt = order.paidAt ? timestampDate(order.paidAt) : new Date();
  if (rule?.companyId !== order.companyId || !rule.startsAt || rule.startsAt > paidAt) {
    throw invalid('ruleId', `${ruleId || 'none'} is no rule of this company in force`);
  }
  return splitLine(rule.steps, line).map((part) => ({ ...part, lineId, ruleId }));
}

function assertAddsUp({ lines, cashFen }: OrderPaid): void {
  const paid = Fen.sum(lines.map((line) => line.cashFen as Fen));
  if (lines.length === 0 || paid !== cashFen) throw invalid('cashFen', 'the sum of the lines');
}

function lineOf(line: PaidLineMessage): PaidLine & { lineId: string; ruleId: string } {
  const { lineId, ruleId, quantity, purchaseKind } = line;
  return {
    lineId,
    ruleId,
    quantity,
    grossFen: line.grossFen as Fen,
    discounts: line.discounts.map(({ payer, amountFen }) => ({ payer, amountFen: amountFen as Fen })),
    freightFen: line.freightFen as Fen,
    cashFen: line.cashFen as Fen,
    purchaseKind: SaveSkuRequest_PurchaseKind[purchaseKind] as PaidLine['purchaseKind'],
    allocations: line.allocations.map(({ lotId, supplierId, pieces, costFen }) => ({
      lotId,
      supplierId,
      pieces,
      costFen: costFen as Fen,
    })),
  };
}
