import type { BlobKey } from '#blobs/blob-key.js';
import type { Tx } from '#database/tx.js';
import type { CertificateId, CompanyId, LotId, PersonId } from '#kernel/id.js';

export interface Certificate {
  companyId: CompanyId;
  certificateId: CertificateId;
  lotId: LotId;
  kind: string;
  number: string;
  /** YYYY-MM-DD, the last day on which it is valid. */
  expiresOn: string;
  uploadKey: BlobKey;
  documentKey: BlobKey;
}

export interface ShownCertificate extends Certificate {
  valid: boolean;
  withdrawnAt: Date | null;
}

/** False where the company has no such lot. */
export async function hasLot(tx: Tx, companyId: CompanyId, lotId: LotId): Promise<boolean> {
  const found = await tx.sql`SELECT FROM lot WHERE company_id = ${companyId} AND lot_id = ${lotId}`;
  return found.length === 1;
}

/** Does nothing where there is one under this id. */
export async function addCertificate(tx: Tx, certificate: Certificate, addedBy: PersonId): Promise<void> {
  await tx.sql`
    INSERT INTO certificate (company_id, certificate_id, lot_id, kind, number, expires_on, upload_key, document_key,
      added_by)
    VALUES (${certificate.companyId}, ${certificate.certificateId}, ${certificate.lotId}, ${certificate.kind},
      ${certificate.number}, ${certificate.expiresOn}, ${certificate.uploadKey}, ${certificate.documentKey}, ${addedBy})
    ON CONFLICT (company_id, certificate_id) DO NOTHING`;
}

/** All of a lot, or the one asked for, the newest first. */
export const readCertificates = (
  tx: Tx,
  { companyId, lotId, certificateId }: { companyId: CompanyId; lotId?: LotId; certificateId?: CertificateId },
) => tx.sql<ShownCertificate>`
  SELECT company_id AS "companyId", certificate_id AS "certificateId", lot_id AS "lotId", kind, number,
    expires_on AS "expiresOn", upload_key AS "uploadKey", document_key AS "documentKey", withdrawn_at AS "withdrawnAt",
    withdrawn_at IS NULL AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date AS valid
  FROM certificate WHERE company_id = ${companyId} AND (${lotId ?? null}::uuid IS NULL OR lot_id = ${lotId ?? null})
    AND (${certificateId ?? null}::uuid IS NULL OR certificate_id = ${certificateId ?? null})
  ORDER BY added_at DESC, certificate_id DESC`;

export async function countCertificates(tx: Tx, companyId: CompanyId, lotId: LotId): Promise<number> {
  const [row] = await tx.sql<{ count: number }>`
    SELECT count(*)::int AS count FROM certificate WHERE company_id = ${companyId} AND lot_id = ${lotId}`;
  return row?.count ?? 0;
}

export async function withdrawCertificate(
  tx: Tx,
  { companyId, lotId, certificateId }: { companyId: CompanyId; lotId: LotId; certificateId: CertificateId },
  by: PersonId,
): Promise<void> {
  await tx.sql`
    UPDATE certificate SET withdrawn_at = now(), withdrawn_by = ${by}
    WHERE company_id = ${companyId} AND lot_id = ${lotId} AND certificate_id = ${certificateId} AND withdrawn_at IS NULL`;
}

export async function isOffered(tx: Tx, companyId: CompanyId, lotId: LotId): Promise<boolean> {
  const [lot] = await tx.sql<{ offered: boolean }>`
    SELECT lot_offered_until(lot) >= (now() AT TIME ZONE 'Asia/Shanghai')::date AS offered FROM lot
    WHERE company_id = ${companyId} AND lot_id = ${lotId}`;
  return lot?.offered ?? false;
}
