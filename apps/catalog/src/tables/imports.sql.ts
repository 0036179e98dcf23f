import type { BlobKey } from '#blobs/blob-key.js';
import type { Tx } from '#database/tx.js';
import type { CompanyId, ImportId, PersonId } from '#kernel/id.js';
import type { Fault } from './cells.js';
import type { ReadRow } from './product-rows.js';

export interface ImportKey {
  companyId: CompanyId;
  importId: ImportId;
}

export interface NewImport extends ImportKey {
  kind: TableName;
  uploadKey: BlobKey;
  sha256: string;
  encoding: string;
}

export type TableName = 'PRODUCTS' | 'STOCK';

export interface Import extends NewImport {
  /** Null until all are read. */
  rows: number | null;
  faultyRows: number;
  appliedAt: Date | null;
}

export interface FaultyRow {
  row: number;
  faults: Fault[];
}

/** Does nothing where there is one under this id. */
export async function claimImport(tx: Tx, wanted: NewImport, by: PersonId): Promise<void> {
  await tx.sql`
    INSERT INTO import (company_id, import_id, kind, upload_key, sha256, encoding, imported_by)
    VALUES (${wanted.companyId}, ${wanted.importId}, ${wanted.kind}, ${wanted.uploadKey}, ${wanted.sha256},
      ${wanted.encoding}, ${by})
    ON CONFLICT (company_id, import_id) DO NOTHING`;
}

export async function readImport(tx: Tx, { companyId, importId }: ImportKey): Promise<Import | undefined> {
  const [found] = await tx.sql<Import>`
    SELECT company_id AS "companyId", import_id AS "importId", kind, upload_key AS "uploadKey", sha256, encoding, rows,
      applied_at AS "appliedAt", (
        SELECT count(*)::int FROM import_row r
        WHERE (r.company_id, r.import_id) = (i.company_id, i.import_id) AND faults <> '[]') AS "faultyRows"
    FROM import i WHERE company_id = ${companyId} AND import_id = ${importId}`;
  return found;
}

/** Some of its rows; read again they take each other's place. */
export async function writeRows(tx: Tx, { companyId, importId }: ImportKey, rows: ReadRow<object>[]): Promise<void> {
  await tx.sql`
    INSERT INTO import_row (company_id, import_id, row_no, content, faults)
    SELECT ${companyId}, ${importId}, row_no, content, faults FROM unnest(
      ${rows.map(({ row }) => row)}::int[], ${rows.map(({ content }) => content && JSON.stringify(content))}::jsonb[],
      ${rows.map(({ faults }) => JSON.stringify(faults))}::jsonb[]) AS r (row_no, content, faults)
    ON CONFLICT (company_id, import_id, row_no) DO UPDATE SET content = excluded.content, faults = excluded.faults`;
}

/** Now it is known how many there are, and it can be applied. */
export async function closeImport(tx: Tx, { companyId, importId }: ImportKey, rows: number): Promise<void> {
  await tx.sql`UPDATE import SET rows = ${rows} WHERE company_id = ${companyId} AND import_id = ${importId}`;
}

export const readFaults = (tx: Tx, { companyId, importId }: ImportKey, after: number, limit: number) =>
  tx.sql<FaultyRow>`
    SELECT row_no AS row, faults FROM import_row
    WHERE company_id = ${companyId} AND import_id = ${importId} AND faults <> '[]' AND row_no > ${after}
    ORDER BY row_no LIMIT ${limit}`;

/** Adds what only the tables can tell to the rows that it is true of. */
export async function addFaults(tx: Tx, { companyId, importId }: ImportKey, found: FaultyRow[]): Promise<void> {
  if (found.length === 0) return;
  await tx.sql`
    UPDATE import_row r SET faults = f.faults FROM unnest(
      ${found.map(({ row }) => row)}::int[], ${found.map(({ faults }) => JSON.stringify(faults))}::jsonb[]
    ) AS f (row_no, faults)
    WHERE r.company_id = ${companyId} AND r.import_id = ${importId} AND r.row_no = f.row_no`;
}

/** All imports of the same file, locked: of those that are applied at once the second sees the first. */
export async function lockTwins(tx: Tx, { companyId, kind, sha256 }: Import): Promise<ImportId | undefined> {
  const twins = await tx.sql<{ importId: ImportId; applied: boolean }>`
    SELECT import_id AS "importId", applied_at IS NOT NULL AS applied FROM import
    WHERE company_id = ${companyId} AND kind = ${kind} AND sha256 = ${sha256} ORDER BY import_id FOR UPDATE`;
  return twins.find(({ applied }) => applied)?.importId;
}

export async function markApplied(tx: Tx, { companyId, importId }: ImportKey): Promise<void> {
  await tx.sql`UPDATE import SET applied_at = now() WHERE company_id = ${companyId} AND import_id = ${importId}`;
}

/** Rows of imports that are a week old; the imports stay, so that no file is applied twice. */
export async function forgetRows(tx: Tx, limit: number): Promise<number> {
  const gone = await tx.sql`
    DELETE FROM import_row WHERE ctid = ANY(ARRAY(
      SELECT r.ctid FROM import i JOIN import_row r USING (company_id, import_id)
      WHERE i.created_at < now() - interval '7 days' LIMIT ${limit}))
    RETURNING row_no`;
  return gone.length;
}
