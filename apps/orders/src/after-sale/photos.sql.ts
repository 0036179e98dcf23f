import type { BlobKey } from '#blobs/blob-key.js';
import type { Tx } from '#database/tx.js';
import type { CompanyId, RefundId } from '#kernel/id.js';

const AT_ONCE = 100;

export interface Photos {
  companyId: CompanyId;
  refundId: RefundId;
  photoKeys: BlobKey[];
}

/** Refunds whose photos nobody has said to keep. */
export const readUnkept = (tx: Tx) => tx.sql<Photos>`
  SELECT company_id AS "companyId", refund_id AS "refundId", photo_keys AS "photoKeys" FROM refund
  WHERE NOT photos_kept ORDER BY requested_at LIMIT ${AT_ONCE}`;

export const notePhotosKept = (tx: Tx, { companyId, refundId }: Photos) => tx.sql`
  UPDATE refund SET photos_kept = true WHERE company_id = ${companyId} AND refund_id = ${refundId}`;
