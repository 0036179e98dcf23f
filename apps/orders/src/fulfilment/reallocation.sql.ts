import type { Tx } from '#database/tx.js';
import type { CompanyId, PersonId, ReallocationId } from '#kernel/id.js';
import type { Problem } from '#problems/problem.js';
import type { Allotment } from '../orders/order.js';
import type { Reallocation, Standing } from './reallocation.js';

// Whoever asked has this long to hear catalog's answer; then a sweeper asks again.
const LEASE_S = 15;

export async function readReallocation(
  tx: Tx,
  companyId: CompanyId,
  reallocationId: ReallocationId,
): Promise<Standing | undefined> {
  const [standing] = await tx.sql<Standing>`
    SELECT r.company_id AS "companyId", r.order_id AS "orderId", reallocation_id AS "reallocationId",
      r.line_id AS "lineId", from_lot_id AS "fromLotId", to_lot_id AS "toLotId", pieces, reason, r.status, refusal,
      o.hold_id AS "holdId", l.sku_id AS "skuId"
    FROM reallocation r
      JOIN orders o USING (company_id, order_id)
      JOIN order_line l USING (company_id, order_id, line_id)
    WHERE r.company_id = ${companyId} AND reallocation_id = ${reallocationId}`;
  return standing;
}

/** Pieces of a line's lot that reallocations asked for and that may or may not have moved. */
export async function piecesAsked(tx: Tx, { companyId, orderId, lineId, fromLotId }: Reallocation): Promise<number> {
  const [row] = await tx.sql<{ pieces: number }>`
    SELECT coalesce(sum(pieces), 0)::int AS pieces FROM reallocation
    WHERE company_id = ${companyId} AND order_id = ${orderId} AND line_id = ${lineId} AND from_lot_id = ${fromLotId}
      AND status = 'ASKED'`;
  return row?.pieces ?? 0;
}

/** Stands here before catalog is asked, so that a crash cannot forget it. False: the id is another order's. */
export async function writeAsked(tx: Tx, wanted: Reallocation, askedBy: PersonId): Promise<boolean> {
  const { companyId, reallocationId, orderId, lineId, fromLotId, toLotId, pieces, reason } = wanted;
  const rows = await tx.sql`
    INSERT INTO reallocation (company_id, reallocation_id, order_id, line_id, from_lot_id, to_lot_id, pieces, reason,
      asked_by, due_at)
    VALUES (${companyId}, ${reallocationId}, ${orderId}, ${lineId}, ${fromLotId}, ${toLotId}, ${pieces}, ${reason},
      ${askedBy}, now() + make_interval(secs => ${LEASE_S}))
    ON CONFLICT (company_id, reallocation_id) DO NOTHING RETURNING reallocation_id`;
  return rows.length === 1;
}

/** Catalog will not: the same answer for whoever asks again. */
export async function writeRefused(tx: Tx, { companyId, reallocationId }: Reallocation, problem: Problem) {
  await tx.sql`
    UPDATE reallocation SET status = 'REFUSED', refusal = ${JSON.stringify(problem)}::jsonb, due_at = NULL
    WHERE company_id = ${companyId} AND reallocation_id = ${reallocationId} AND status = 'ASKED'`;
}

/** False: it was done before. */
export async function writeDone(tx: Tx, { companyId, reallocationId }: Reallocation): Promise<boolean> {
  const rows = await tx.sql`
    UPDATE reallocation SET status = 'DONE', done_at = now(), due_at = NULL
    WHERE company_id = ${companyId} AND reallocation_id = ${reallocationId} AND status = 'ASKED'
    RETURNING reallocation_id`;
  return rows.length === 1;
}

export async function writeAllocations(
  tx: Tx,
  { companyId, orderId, lineId }: Reallocation,
  allocations: Allotment[],
): Promise<void> {
  await tx.sql`
    UPDATE order_line SET allocations = ${JSON.stringify(allocations)}::jsonb
    WHERE company_id = ${companyId} AND order_id = ${orderId} AND line_id = ${lineId}`;
}

/** Takes reallocations of which nobody heard what became. */
export const takeDue = (tx: Tx, limit: number) => tx.sql<Pick<Reallocation, 'companyId' | 'reallocationId'>>`
  UPDATE reallocation r SET due_at = now() + make_interval(secs => ${LEASE_S})
  FROM (SELECT company_id, reallocation_id FROM reallocation WHERE due_at <= now()
    ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED) AS due
  WHERE (r.company_id, r.reallocation_id) = (due.company_id, due.reallocation_id)
  RETURNING r.company_id AS "companyId", r.reallocation_id AS "reallocationId"`;
