import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import type { Allocation as Message } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import type { LineReallocated } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Fen } from '#kernel/fen.js';
import { CompanyId, LineId, LotId, OrderId, ReallocationId, SupplierId } from '#kernel/id.js';
import { invalid } from '#problems/problem.js';
import { reallocate, type Allocation, type Move } from '../split/reallocate.js';
import type { PaidLine } from '../split/split.js';
import type { Entry, Leg } from './entry.js';

export interface Reallocation extends Move {
  companyId: string;
  orderId: string;
  reallocationId: string;
  lineId: string;
}

export const reallocationRef = ({ reallocationId }: Reallocation) => `line_reallocated:${reallocationId}`;

export function parseReallocation(message: LineReallocated): Reallocation {
  const { from, to, allocations } = message;
  if (!from || !to) throw invalid('from', 'not empty');
  return {
    companyId: CompanyId.parse(message.companyId),
    orderId: OrderId.parse(message.orderId),
    reallocationId: ReallocationId.parse(message.reallocationId),
    lineId: LineId.parse(message.lineId),
    purchaseKind: SaveSkuRequest_PurchaseKind[message.purchaseKind] as PaidLine['purchaseKind'],
    from: parseAllocation(from),
    to: parseAllocation(to),
    allocations: allocations.map(parseAllocation),
  };
}

const parseAllocation = ({ lotId, supplierId, pieces, costFen }: Message): Allocation => ({
  lotId: LotId.parse(lotId),
  supplierId: SupplierId.parse(supplierId),
  pieces,
  costFen: Fen.parse(costFen, 'costFen'),
});

/**
 * The move as an entry, `posted` being all legs of the order by now. Undefined where nothing moves: the order waits
 * whole in suspense, or the line was given back.
 */
export function reallocationEntry(reallocation: Reallocation, posted: Leg[]): Entry | undefined {
  const { companyId, orderId, reallocationId, lineId, ...move } = reallocation;
  const ofLine = posted.filter((leg) => leg.lineId === lineId);
  const ruleId = ofLine[0]?.ruleId ?? null;
  const parts = ofLine.length === 0 ? [] : reallocate(ofLine, move);
  if (parts.length === 0) return undefined;
  return {
    ...{ companyId, kind: 'line_reallocated', about: reallocationId, orderId },
    legs: parts.map((part) => ({ ...part, lineId, ruleId })),
    input: inputOf(reallocation),
  };
}

/** What was moved, enough to execute it again. */
const inputOf = ({ lineId, purchaseKind, from, to, allocations }: Reallocation) => ({
  lineId,
  purchaseKind,
  from: asText(from),
  to: asText(to),
  allocations: allocations.map(asText),
});

/** Amounts as JSON carries them. */
export const asText = ({ costFen, ...allocation }: Allocation) => ({ ...allocation, costFen: String(costFen) });
