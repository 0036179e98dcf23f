import type { Row } from '../book.js';
import { check, type Check } from '../check.js';
import { pairs } from '../pairs.js';

interface Harvest extends Row {
  key: string;
  mass_g: bigint;
  young: boolean;
}

const everyHarvestIsTold: Check = {
  says: 'Every harvest that was sold before it came in is with the orders, and weighs the same',
  async *breaches({ catalog, orders, youngS }) {
    const noted = catalog.rows<Harvest>(
      `SELECT lot_id::text AS key, lot.mass_g, harvested_at > now() - make_interval(secs => $1) AS young
       FROM presale JOIN lot USING (company_id, lot_id) WHERE harvested_at IS NOT NULL
       ORDER BY lot_id::text COLLATE "C"`,
      [youngS],
    );
    const heard = orders.rows<Harvest>(
      `SELECT lot_id::text AS key, mass_g, noted_at > now() - make_interval(secs => $1) AS young
       FROM harvest ORDER BY lot_id::text COLLATE "C"`,
      [youngS],
    );
    for await (const { left: grown, right: told } of pairs(noted, heard)) {
      if (grown?.mass_g === told?.mass_g || grown?.young || told?.young) continue;
      yield { lot_id: grown?.key ?? told?.key, harvested_g: grown?.mass_g, heard_g: told?.mass_g };
    }
  },
};

/** What was sold before it grew. */
export const presales = [
  check(
    'Of a harvest to come was sold no more than may be',
    'catalog',
    `SELECT p.company_id, p.lot_id, p.capacity_g, p.offered_g, coalesce(m.grams, 0) AS promised_g
     FROM presale p
     LEFT JOIN (
       SELECT company_id, lot_id, sum(pieces::bigint * net_g) AS grams
       FROM movement JOIN sku USING (company_id, sku_id) WHERE kind = 'promised' GROUP BY 1, 2
     ) m USING (company_id, lot_id)
     WHERE p.offered_g <> coalesce(m.grams, 0) OR p.offered_g > p.capacity_g
       OR p.capacity_g > p.expected_g * p.share_bp / 10000`,
  ),
  check(
    'Nothing of a harvest is offered while more of it is promised than grew',
    'catalog',
    `SELECT s.company_id, s.lot_id, s.sku_id, s.offered_until FROM stock s JOIN presale p USING (company_id, lot_id)
     WHERE p.harvested_at IS NOT NULL AND p.settled_at IS NULL AND s.offered_until > '-infinity'`,
  ),
  check(
    'What is sold from a harvest to come says so, and nothing else does',
    'catalog',
    `SELECT sku.company_id, sku.sku_id, sku.pre_sale FROM sku
     LEFT JOIN presale p ON (p.company_id, p.lot_id) = (sku.company_id, (sku.pre_sale ->> 'lotId')::uuid)
     LEFT JOIN lot ON (lot.company_id, lot.lot_id) = (p.company_id, p.lot_id)
     WHERE sku.pre_sale IS NOT NULL AND (p.lot_id IS NULL OR p.harvested_at IS NOT NULL OR lot.recalled_at IS NOT NULL)
     UNION ALL
     SELECT s.company_id, s.sku_id, sku.pre_sale FROM presale p JOIN lot USING (company_id, lot_id)
     JOIN stock s USING (company_id, lot_id) JOIN sku USING (company_id, sku_id)
     WHERE p.harvested_at IS NULL AND lot.recalled_at IS NULL AND sku.pre_sale ->> 'lotId' IS DISTINCT FROM p.lot_id::text`,
  ),
  check(
    'A harvest was given out once, and never more than grew',
    'orders',
    `SELECT company_id, lot_id, mass_g, left_g, coalesce(sum(grams), 0) AS kept_g
     FROM harvest h LEFT JOIN LATERAL (
       -- What is still promised; what was given up since is not given out again.
       SELECT presale_grams(o) AS grams FROM orders o
       WHERE (o.company_id, o.presale_lot_id) = (h.company_id, h.lot_id) AND o.presale_kept
         AND o.status IN ('AWAITING_PAYMENT', 'EXPIRING', 'PAID', 'SHIPPED', 'COMPLETED')
     ) AS kept ON true
     GROUP BY company_id, lot_id HAVING coalesce(sum(grams), 0) > mass_g - left_g`,
  ),
  check(
    'Nothing is packed before its harvest',
    'orders',
    `SELECT o.company_id, o.order_id, o.presale_lot_id FROM orders o
     JOIN order_line l USING (company_id, order_id)
     WHERE o.presale_lot_id IS NOT NULL AND o.presale_kept IS NOT TRUE AND l.shipped_quantity > 0`,
  ),
  check(
    'No pre-sale waits past its last day',
    'orders',
    `SELECT company_id, order_id, status, ship_by, presale_due_at FROM orders
     WHERE presale_due_at < now() - interval '60 seconds'`,
  ),
  everyHarvestIsTold,
];
