import type { Tx } from '#database/tx.js';
import type { CompanyId, LotId, ProductId } from '#kernel/id.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';
import type { PreSaleMark } from '../presales/presale.js';
import type { SupplierKind } from '../suppliers/supplier.js';

// A product that is packed every day has a harvest for each.
const LOTS_MAX = 20;

export interface ShownLot {
  lotId: LotId;
  productId: ProductId;
  productTitle: string;
  companyId: CompanyId;
  harvestedOn: string;
  originCode: string;
  grade: string;
  supplierName: string;
  supplierKind: SupplierKind;
  expiresOn: string;
  certificates: { kind: string; number: string; expiresOn: string }[];
  recalled: boolean;
  preSale: PreSaleMark | null;
}

/** The lots of a listed product that pieces can be promised from, the first to go first; or the one asked for. */
export const readShownLots = (tx: Tx, productId: ProductId, lotId?: LotId) => tx.sql<ShownLot>`
  SELECT lot.lot_id AS "lotId", p.product_id AS "productId", p.title AS "productTitle", lot.company_id AS "companyId",
    lot.harvested_on AS "harvestedOn", lot.origin_code AS "originCode", lot.grade, lot.expires_on AS "expiresOn",
    supplier.name AS "supplierName", supplier.kind AS "supplierKind", lot.recalled_at IS NOT NULL AS recalled, (
      SELECT json_build_object('lotId', lot_id, 'expectedOn', expected_on, 'shipBy', ship_by) FROM presale
      WHERE (presale.company_id, presale.lot_id) = (lot.company_id, lot.lot_id) AND harvested_at IS NULL
    ) AS "preSale",
    coalesce((
      SELECT json_agg(json_build_object('kind', kind, 'number', number, 'expiresOn', expires_on) ORDER BY kind, number)
      FROM certificate c
      WHERE (c.company_id, c.lot_id) = (lot.company_id, lot.lot_id) AND c.withdrawn_at IS NULL
        AND c.expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date
    ), '[]') AS certificates
  FROM id_route route
  JOIN product p ON (p.company_id, p.product_id) = (route.company_id, route.id) AND p.listed_at IS NOT NULL
  JOIN lot ON (lot.company_id, lot.product_id) = (p.company_id, p.product_id)
  JOIN supplier ON (supplier.company_id, supplier.supplier_id) = (lot.company_id, lot.supplier_id)
  WHERE route.id = ${productId} AND route.kind = 'product'
    AND (lot.lot_id = ${lotId ?? null}::uuid OR (${lotId ?? null}::uuid IS NULL AND EXISTS (
      SELECT FROM stock s
      WHERE (s.company_id, s.lot_id) = (lot.company_id, lot.lot_id) AND on_hand - held - set_aside > 0
        AND s.expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
        AND s.offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date)))
  ORDER BY lot.expires_on, lot.lot_id LIMIT ${LOTS_MAX}`;
