import type { Tx } from '#database/tx.js';
import type { CompanyId, LotId, OrderId } from '#kernel/id.js';
import type { OrderKey } from '../orders/order-view.sql.js';
import type { Promise as PromisedGrams } from './presale.js';

export interface HarvestKey {
  companyId: CompanyId;
  lotId: LotId;
}

export interface Harvest extends HarvestKey {
  harvestedOn: string;
  massG: bigint;
}

/** What came in; told again, nothing. */
export async function noteHarvests(tx: Tx, harvests: Harvest[]): Promise<void> {
  await tx.sql`
    INSERT INTO harvest (company_id, lot_id, harvested_on, mass_g, left_g)
    SELECT company_id, lot_id, harvested_on, mass_g, mass_g
    FROM unnest(${harvests.map((one) => one.companyId)}::uuid[], ${harvests.map((one) => one.lotId)}::uuid[],
        ${harvests.map((one) => one.harvestedOn)}::date[], ${harvests.map((one) => one.massG)}::bigint[])
      AS h (company_id, lot_id, harvested_on, mass_g)
    ON CONFLICT (company_id, lot_id) DO NOTHING`;
}

/** Harvests that orders still wait to hear of: those just noted, and those an order came in for at the same moment. */
export const findToShare = (tx: Tx, limit: number) => tx.sql<HarvestKey>`
  SELECT company_id AS "companyId", lot_id AS "lotId" FROM harvest h
  WHERE EXISTS (SELECT FROM orders o WHERE (o.company_id, o.presale_lot_id) = (h.company_id, h.lot_id)
    AND o.presale_lot_id IS NOT NULL AND o.presale_kept IS NULL)
  LIMIT ${limit}`;

/** What is left of a harvest, locked: one at a time gives it out. */
export async function lockHarvest(tx: Tx, { companyId, lotId }: HarvestKey): Promise<bigint | undefined> {
  const [harvest] = await tx.sql<{ leftG: bigint }>`
    SELECT left_g AS "leftG" FROM harvest WHERE company_id = ${companyId} AND lot_id = ${lotId} FOR UPDATE`;
  return harvest?.leftG;
}

/** The orders that wait for it, first come first. One that came to nothing wants nothing. */
export const lockWaiting = (tx: Tx, { companyId, lotId }: HarvestKey, limit: number) => tx.sql<PromisedGrams>`
  SELECT order_id AS "orderId",
    CASE WHEN status IN ('AWAITING_PAYMENT', 'EXPIRING', 'PAID') THEN presale_grams(o) ELSE 0 END AS grams
  FROM orders o
  WHERE company_id = ${companyId} AND presale_lot_id = ${lotId} AND presale_kept IS NULL
  ORDER BY placed_at, order_id LIMIT ${limit} FOR UPDATE`;

/** Who gets none has the money back at once. */
export async function writeShares(
  tx: Tx,
  { companyId, lotId }: HarvestKey,
  { kept, short, leftG }: { kept: OrderId[]; short: OrderId[]; leftG: bigint },
): Promise<void> {
  await tx.sql`
    WITH given AS (
      UPDATE harvest SET left_g = ${leftG} WHERE company_id = ${companyId} AND lot_id = ${lotId}
    )
    UPDATE orders SET presale_kept = order_id = ANY(${kept}::uuid[]),
      presale_due_at = CASE WHEN order_id = ANY(${short}::uuid[]) THEN now() ELSE presale_due_at END
    WHERE company_id = ${companyId} AND order_id = ANY(${[...kept, ...short]}::uuid[])`;
}

export interface OverduePreSale extends OrderKey {
  kept: boolean | null;
}

/** Orders whose last day is over, or that get none of a small harvest. */
export const findOverdue = (tx: Tx, limit: number) => tx.sql<OverduePreSale>`
  SELECT company_id AS "companyId", order_id AS "orderId", presale_kept AS kept FROM orders
  WHERE presale_due_at <= now() ORDER BY presale_due_at LIMIT ${limit}`;

/** Null: nothing is open any more. */
export async function lookAgain(tx: Tx, { companyId, orderId }: OrderKey, inS: number | null): Promise<void> {
  await tx.sql`
    UPDATE orders SET presale_due_at = now() + make_interval(secs => ${inS}::float8)
    WHERE company_id = ${companyId} AND order_id = ${orderId}`;
}
