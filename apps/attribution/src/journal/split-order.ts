import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { OrderPaid, PaidLine } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Fen } from '#kernel/fen.js';
import { invalid, Problem } from '#problems/problem.js';
import type { KnownRule } from '../rules/split-rule.sql.js';
import { BUYERS_MONEY, splitLine, type Part } from '../split/split.js';
import { plainLeg, type Entry, type Leg } from './entry.js';
import { inputOf, paidLine } from './paid-line.js';

export const UNSPLIT = 'suspense:unsplit';

type Rules = ReadonlyMap<string, Pick<KnownRule, 'companyId' | 'steps' | 'startsAt'>>;

/**
 * A paid order as an entry of the journal, every line split by the rule it names. Money is never dropped: an order that
 * cannot be split waits whole in suspense, and `trouble` says why.
 */
export function splitOrder(order: OrderPaid, rules: Rules): { entry: Entry; trouble?: string } {
  const { orderId, companyId } = order;
  const input = { lines: order.lines.map(inputOf) };
  const entry = { companyId, kind: 'order_paid' as const, about: orderId, orderId, input };
  try {
    assertAddsUp(order);
    const legs = order.lines.flatMap((line) => legsOfLine(order, line, rules));
    return { entry: { ...entry, legs } };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const legs = [plainLeg(BUYERS_MONEY, -order.cashFen), plainLeg(UNSPLIT, order.cashFen)];
    return { entry: { ...entry, legs }, trouble: JSON.stringify(error.details) };
  }
}

function legsOfLine(order: OrderPaid, line: PaidLine, rules: Rules): Leg[] {
  const { lineId, ruleId } = line;
  const rule = rules.get(ruleId);
  const paidAt = order.paidAt ? timestampDate(order.paidAt) : new Date();
  if (rule?.companyId !== order.companyId || !rule.startsAt || rule.startsAt > paidAt) {
    throw invalid('ruleId', `${ruleId || 'none'} is no rule of this company in force`);
  }
  return splitLine(rule.steps, paidLine(line)).map((part) => legOf(part, lineId, ruleId));
}

/** Member by member: a backlog makes a dozen of these an order, and spreading each took a tenth of its time. */
function legOf({ account, amountFen, refundable, borneBy }: Part, lineId: string, ruleId: string): Leg {
  const leg: Leg = { account, amountFen, refundable, lineId, ruleId };
  if (borneBy !== undefined) leg.borneBy = borneBy;
  return leg;
}

function assertAddsUp({ lines, cashFen }: OrderPaid): void {
  const paid = Fen.sum(lines.map((line) => line.cashFen as Fen));
  if (lines.length === 0 || paid !== cashFen) throw invalid('cashFen', 'the sum of the lines');
}
