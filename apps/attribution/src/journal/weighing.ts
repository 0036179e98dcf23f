import type { OrderWeighed } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import type { PaidLine as Message } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Fen } from '#kernel/fen.js';
import { CompanyId, LineId, OrderId, WeighingId } from '#kernel/id.js';
import { invalid } from '#problems/problem.js';
import type { KnownRule } from '../rules/split-rule.sql.js';
import { splitLine, WEIGHED } from '../split/split.js';
import { weighAnew } from '../split/weigh.js';
import { plainLeg, type Entry, type Leg } from './entry.js';
import { inputOf, paidLine } from './paid-line.js';
import { UNSPLIT } from './split-order.js';

/** Goods of an order that were weighed: what its lines are by now, and what goes back of each. */
export interface Weighing {
  companyId: string;
  orderId: string;
  weighingId: string;
  lines: { line: Message; backFen: Fen }[];
}

export const weighingRef = ({ weighingId }: Weighing) => `order_weighed:${weighingId}`;

export const parseWeighing = ({ companyId, orderId, weighingId, lines }: OrderWeighed): Weighing => ({
  companyId: CompanyId.parse(companyId),
  orderId: OrderId.parse(orderId),
  weighingId: WeighingId.parse(weighingId),
  lines: lines.map(({ line, backFen }) => {
    if (!line) throw invalid('lines', 'a line each');
    LineId.parse(line.lineId, 'lines.lineId');
    return { line, backFen: Fen.parse(backFen, 'lines.backFen') };
  }),
});

type Rules = ReadonlyMap<string, Pick<KnownRule, 'steps'>>;

/** The weighing as an entry, `posted` being all legs of the order by now. Undefined where nobody's share changes. */
export function weighingEntry(weighing: Weighing, posted: Leg[], rules: Rules): Entry | undefined {
  const { companyId, orderId, weighingId, lines } = weighing;
  const legs = lines.flatMap((line) => legsOf(line, posted, rules));
  if (legs.length === 0) return undefined;
  const input = { lines: lines.map(({ line, backFen }) => ({ ...inputOf(line), backFen: String(backFen) })) };
  return { companyId, kind: 'order_weighed', about: weighingId, orderId, legs, input };
}

function legsOf({ line, backFen }: Weighing['lines'][number], posted: Leg[], rules: Rules): Leg[] {
  const { lineId, ruleId } = line;
  const ofLine = posted.filter((leg) => leg.lineId === lineId);
  // The order waits whole in suspense, for nobody could split it; what is the buyer's is not.
  const isSplit = ofLine.some(({ account }) => account !== WEIGHED);
  if (!isSplit) return backFen > 0n ? [plainLeg(UNSPLIT, -backFen), plainLeg(WEIGHED, backFen)] : [];

  const rule = rules.get(ruleId);
  if (!rule) throw new Error(`Line ${lineId} was split by ${ruleId}, which is no rule`);
  const now = splitLine(rule.steps, paidLine(line));
  return weighAnew(ofLine, now, backFen).map((part) => ({ ...part, lineId, ruleId }));
}
