import type { Tx } from '#database/tx.js';
import type { Fen } from '#kernel/fen.js';
import type { Allocation } from '../split/reallocate.js';
import { asText, type Reallocation } from './reallocation.js';

type AsText = ReturnType<typeof asText>;
type Kept = Omit<Reallocation, 'from' | 'to' | 'allocations'> & { from: AsText; to: AsText; allocations: AsText[] };

export async function parkReallocation(tx: Tx, reallocation: Reallocation): Promise<void> {
  const { companyId, orderId, reallocationId, from, to, allocations } = reallocation;
  const kept: Kept = { ...reallocation, from: asText(from), to: asText(to), allocations: allocations.map(asText) };
  await tx.sql`
    INSERT INTO parked_reallocation (company_id, reallocation_id, order_id, event)
    VALUES (${companyId}, ${reallocationId}, ${orderId}, ${JSON.stringify(kept)}::jsonb) ON CONFLICT DO NOTHING`;
}

/** Takes the parked reallocations of these orders, in the order in which they came; whoever comes second finds none. */
export async function takeParked(tx: Tx, orders: { orderId: string }[]): Promise<Reallocation[]> {
  const rows = await tx.sql<{ event: Kept; parkedAt: Date }>`
    DELETE FROM parked_reallocation WHERE order_id = ANY(${orders.map(({ orderId }) => orderId)}::uuid[])
    RETURNING event, parked_at AS "parkedAt"`;
  return rows
    .sort((one, other) => one.parkedAt.getTime() - other.parkedAt.getTime())
    .map(({ event }) => ({
      ...event,
      from: toAllocation(event.from),
      to: toAllocation(event.to),
      allocations: event.allocations.map(toAllocation),
    }));
}

/** Orders that are in the books although a reallocation of theirs is still parked. */
export function parkedButPosted(tx: Tx, limit: number): Promise<{ companyId: string; orderId: string }[]> {
  return tx.sql<{ companyId: string; orderId: string }>`
    SELECT DISTINCT company_id AS "companyId", order_id AS "orderId" FROM parked_reallocation AS parked
    WHERE EXISTS (SELECT FROM journal WHERE journal.order_id = parked.order_id
                  AND journal.company_id = parked.company_id AND kind = 'order_paid')
    LIMIT ${limit}`;
}

const toAllocation = ({ costFen, ...allocation }: AsText): Allocation => ({
  ...allocation,
  costFen: BigInt(costFen) as Fen,
});
