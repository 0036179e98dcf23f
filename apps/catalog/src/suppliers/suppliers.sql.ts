import type { Tx } from '#database/tx.js';
import type { CompanyId, PersonId, SupplierId } from '#kernel/id.js';
import type { SupplierKind } from './supplier.js';

export interface Supplier {
  companyId: CompanyId;
  supplierId: SupplierId;
  name: string;
  kind: string;
  regionCode: string;
}

export interface ListedSupplier extends Pick<Supplier, 'supplierId' | 'name' | 'regionCode'> {
  kind: SupplierKind;
}

/** What the supplier was said to be before, locked; undefined for a new one. */
export async function lockKind(tx: Tx, { companyId, supplierId }: Supplier): Promise<string | undefined> {
  const [supplier] = await tx.sql<{ kind: string }>`
    SELECT kind FROM supplier WHERE company_id = ${companyId} AND supplier_id = ${supplierId} FOR UPDATE`;
  return supplier?.kind;
}

export function listSuppliers(tx: Tx, companyId: CompanyId, max: number): Promise<ListedSupplier[]> {
  return tx.sql<ListedSupplier>`
    SELECT supplier_id AS "supplierId", name, kind, region_code AS "regionCode"
    FROM supplier WHERE company_id = ${companyId} ORDER BY name, supplier_id LIMIT ${max}`;
}

export async function writeSupplier(
  tx: Tx,
  { companyId, supplierId, name, kind, regionCode }: Supplier,
): Promise<void> {
  await tx.sql`
    INSERT INTO supplier (company_id, supplier_id, name, kind, region_code)
    VALUES (${companyId}, ${supplierId}, ${name}, ${kind}, ${regionCode})
    ON CONFLICT (company_id, supplier_id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
      region_code = excluded.region_code`;
}

export async function addStatus(
  tx: Tx,
  { companyId, supplierId, kind }: Supplier,
  { evidence, saidBy }: { evidence: string; saidBy: PersonId | null },
): Promise<void> {
  await tx.sql`
    INSERT INTO supplier_status (company_id, supplier_id, since_on, status, evidence, said_by, said_at)
    VALUES (${companyId}, ${supplierId}, (now() AT TIME ZONE 'Asia/Shanghai')::date, ${kind}, ${evidence}, ${saidBy},
      clock_timestamp())`;
}
