import type { Tx } from '#database/tx.js';
import type { CompanyId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';

export type IdKind = 'product' | 'sku' | 'supplier' | 'lot' | 'packing' | 'adjustment' | 'offer' | 'offering';

/** Makes an id the company's own. One that is somebody else's, or names something else, is not to be known of. */
export async function claimId(tx: Tx, companyId: CompanyId, kind: IdKind, id: string): Promise<void> {
  await tx.sql`INSERT INTO id_route (id, kind, company_id) VALUES (${id}, ${kind}, ${companyId}) ON CONFLICT DO NOTHING`;
  const owned = await tx.sql`
    SELECT FROM id_route WHERE id = ${id} AND kind = ${kind} AND company_id = ${companyId}`;
  if (owned.length === 0) throw new Problem('not_found');
}
