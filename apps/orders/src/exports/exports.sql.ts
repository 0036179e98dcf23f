import type { Tx } from '#database/tx.js';
import type { BlobKey } from '#blobs/blob-key.js';
import { ExportId, type CompanyId, type PersonId } from '#kernel/id.js';
import {
  KEPT_DAYS,
  LEASE_S,
  OPEN_MAX,
  TRIES_MAX,
  type ExportKey,
  type KeptFilter,
  type NewExport,
  type OrderExport,
} from './order-export.js';

export async function readExport(tx: Tx, { companyId, exportId }: ExportKey): Promise<OrderExport | undefined> {
  const [found] = await tx.sql<OrderExport>`
    SELECT company_id AS "companyId", export_id AS "exportId", asked_by AS "askedBy", content_hash AS "contentHash",
      addresses, status, rows_done AS "rowsDone", rows_total AS "rowsTotal", blob_key AS "blobKey",
      begun_at AS "begunAt", finished_at AS "finishedAt", expires_at AS "expiresAt"
    FROM order_export WHERE company_id = ${companyId} AND export_id = ${exportId}`;
  return found;
}

/** False: the id was used before, or the person has as many open as may be. */
export async function writeExport(tx: Tx, wanted: NewExport): Promise<boolean> {
  const { companyId, exportId, askedBy, addresses, filter, contentHash } = wanted;
  const written = await tx.sql`
    INSERT INTO order_export (company_id, export_id, asked_by, addresses, filter, content_hash)
    SELECT ${companyId}, ${exportId}, ${askedBy}, ${addresses}::boolean, ${JSON.stringify(filter)}::jsonb, ${contentHash}
    WHERE ${OPEN_MAX} > (
      SELECT count(*) FROM order_export
      WHERE company_id = ${companyId} AND asked_by = ${askedBy} AND status IN ('QUEUED', 'RUNNING'))
    ON CONFLICT (company_id, export_id) DO NOTHING RETURNING export_id`;
  return written.length === 1;
}

/** An export in the hands of one worker. */
export interface Claimed extends ExportKey {
  leaseId: ExportId;
  askedBy: PersonId;
  addresses: boolean;
  filter: KeptFilter;
}

/** Takes the oldest that nobody works on; what its worker has left lying begins anew. */
export async function claimExport(tx: Tx): Promise<Claimed | undefined> {
  const [claimed] = await tx.sql<Claimed>`
    UPDATE order_export e SET status = 'RUNNING', tries = tries + 1, rows_done = 0, lease_id = ${ExportId.new()},
      lease_until = now() + make_interval(secs => ${LEASE_S})
    FROM (
      SELECT company_id, export_id FROM order_export
      WHERE status IN ('QUEUED', 'RUNNING') AND (lease_until IS NULL OR lease_until < now()) AND tries < ${TRIES_MAX}
      ORDER BY begun_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) AS next
    WHERE (e.company_id, e.export_id) = (next.company_id, next.export_id)
    RETURNING e.company_id AS "companyId", e.export_id AS "exportId", lease_id AS "leaseId", asked_by AS "askedBy",
      addresses, filter`;
  return claimed;
}

/** Tells how far it is, and holds on to it. False: somebody else works on it by now. */
export async function noteProgress(
  tx: Tx,
  { companyId, exportId, leaseId }: Claimed,
  rowsDone: number,
  rowsTotal: number,
) {
  const held = await tx.sql`
    UPDATE order_export SET rows_done = ${rowsDone}, rows_total = greatest(${rowsDone}::int, ${rowsTotal}::int),
      lease_until = now() + make_interval(secs => ${LEASE_S})
    WHERE company_id = ${companyId} AND export_id = ${exportId} AND lease_id = ${leaseId} AND status = 'RUNNING'
    RETURNING export_id`;
  return held.length === 1;
}

export async function finishExport(tx: Tx, { companyId, exportId, leaseId }: Claimed, blobKey: BlobKey, rows: number) {
  const finished = await tx.sql`
    UPDATE order_export SET status = 'DONE', rows_done = ${rows}, rows_total = ${rows}, blob_key = ${blobKey},
      finished_at = now(), expires_at = now() + make_interval(days => ${KEPT_DAYS}), lease_id = NULL
    WHERE company_id = ${companyId} AND export_id = ${exportId} AND lease_id = ${leaseId} AND status = 'RUNNING'
    RETURNING export_id`;
  return finished.length === 1;
}

/** Those that were tried often enough are told as failed; their last worker may still have to let go. */
export const giveUpExports = (tx: Tx) => tx.sql`
  UPDATE order_export SET status = 'FAILED', finished_at = now()
  WHERE status = 'RUNNING' AND tries >= ${TRIES_MAX} AND lease_until < now()`;

export const readExpired = (tx: Tx) => tx.sql<ExportKey & { blobKey: BlobKey }>`
  SELECT company_id AS "companyId", export_id AS "exportId", blob_key AS "blobKey" FROM order_export
  WHERE status = 'DONE' AND expires_at < now() ORDER BY expires_at LIMIT 100`;

export const forgetBlob = (tx: Tx, { companyId, exportId }: ExportKey) => tx.sql`
  UPDATE order_export SET status = 'EXPIRED', blob_key = NULL WHERE company_id = ${companyId} AND export_id = ${exportId}`;

interface Wanted extends KeptFilter {
  companyId: CompanyId;
}

/** How many lines the orders have that are meant. */
export async function countLines(tx: Tx, wanted: Wanted): Promise<number> {
  const { companyId, status, liveSessionId, orderId, phoneIndex, placedFrom, placedUntil, title } = wanted;
  const [row] = await tx.sql<{ lines: number }>`
    SELECT count(*)::int AS lines
    FROM orders_like(${companyId}, ${status}, ${liveSessionId}, ${orderId}, decode(${phoneIndex}, 'base64'),
        ${placedFrom}, ${placedUntil}, ${title})
      JOIN order_line USING (company_id, order_id)`;
  return row?.lines ?? 0;
}
