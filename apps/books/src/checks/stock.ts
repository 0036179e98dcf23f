import { check } from '../check.js';

/** Pieces: what is there, what is promised, and what moved. */
export const stock = [
  check(
    'Stock is the sum of its movements',
    'catalog',
    `SELECT company_id, sku_id, lot_id, coalesce(s.on_hand, 0) AS on_hand, coalesce(m.pieces, 0) AS moved
     FROM stock s
     FULL JOIN (SELECT company_id, sku_id, lot_id, sum(pieces) AS pieces FROM movement GROUP BY 1, 2, 3) m
       USING (company_id, sku_id, lot_id)
     WHERE coalesce(s.on_hand, 0) <> coalesce(m.pieces, 0)`,
  ),
  check(
    'Stock is never negative and never promised twice',
    'catalog',
    `SELECT company_id, sku_id, lot_id, on_hand, held, set_aside FROM stock
     WHERE on_hand < 0 OR held < 0 OR set_aside < 0 OR held + set_aside > on_hand`,
  ),
  check(
    'Nothing of a recalled lot is offered',
    'catalog',
    `SELECT company_id, sku_id, lot_id, offered_until FROM stock JOIN lot USING (company_id, lot_id)
     WHERE recalled_at IS NOT NULL AND offered_until > '-infinity'`,
  ),
  check(
    'Held stock is what open holds hold',
    'catalog',
    `SELECT company_id, sku_id, lot_id, coalesce(s.held, 0) AS held, coalesce(h.pieces, 0) AS in_holds
     FROM stock s
     FULL JOIN (
       SELECT company_id, entry.sku_id, entry.lot_id, sum(entry.pieces) AS pieces
       FROM hold, unnest(sku_ids, lot_ids, pieces) AS entry (sku_id, lot_id, pieces)
       WHERE status IN ('PROVISIONAL', 'ADOPTED') GROUP BY 1, 2, 3
     ) h USING (company_id, sku_id, lot_id)
     WHERE coalesce(s.held, 0) <> coalesce(h.pieces, 0)`,
  ),
  check(
    'Stock set aside is what open flash offers have left',
    'catalog',
    `SELECT company_id, sku_id, lot_id, coalesce(s.set_aside, 0) AS set_aside, coalesce(o.pieces, 0) AS in_offers
     FROM stock s
     FULL JOIN (
       SELECT company_id, sku_id, lot_id, sum(pieces_left) AS pieces
       FROM flash_offer JOIN flash_share USING (company_id, offer_id)
       WHERE closed_at IS NULL GROUP BY 1, 2, 3
     ) o USING (company_id, sku_id, lot_id)
     WHERE coalesce(s.set_aside, 0) <> coalesce(o.pieces, 0)`,
  ),
  check(
    'Every packing moved its pieces, out of its lot',
    'catalog',
    `SELECT company_id, packing_id, sku_id, lot_id, p.pieces, m.pieces AS moved
     FROM packing p
     FULL JOIN (
       SELECT company_id, source_id AS packing_id, sku_id, lot_id, pieces FROM movement WHERE kind = 'packed'
     ) m USING (company_id, packing_id, sku_id, lot_id)
     WHERE p.pieces IS DISTINCT FROM m.pieces`,
  ),
  check(
    'Of a lot was packed what its packings weigh',
    'catalog',
    `SELECT lot.company_id, lot_id, mass_g, packed_g, coalesce(sum(grams), 0) AS in_packings
     FROM lot LEFT JOIN packing USING (company_id, lot_id)
     GROUP BY lot.company_id, lot_id, mass_g, packed_g
     HAVING packed_g <> coalesce(sum(grams), 0) OR packed_g > mass_g`,
  ),
  check(
    'Every sold hold moved its pieces, and no other did',
    'catalog',
    `SELECT company_id, hold_id, sku_id, lot_id, coalesce(h.pieces, 0) AS pieces, coalesce(m.pieces, 0) AS moved
     FROM (
       SELECT company_id, hold_id, entry.sku_id, entry.lot_id, sum(entry.pieces) AS pieces
       FROM hold, unnest(sku_ids, lot_ids, pieces) AS entry (sku_id, lot_id, pieces)
       WHERE status = 'SOLD' GROUP BY 1, 2, 3, 4
     ) h
     FULL JOIN (
       SELECT company_id, source_id AS hold_id, sku_id, lot_id, -pieces AS pieces FROM movement WHERE kind = 'sold'
     ) m USING (company_id, hold_id, sku_id, lot_id)
     WHERE h.pieces IS DISTINCT FROM m.pieces`,
  ),
  check(
    'Every reallocation moved its pieces, out of one lot and into the other',
    'catalog',
    `SELECT company_id, source_id AS reallocation_id, sku_id, lot_id, r.pieces, m.pieces AS moved
     FROM (
       SELECT company_id, reallocation_id AS source_id, sku_id, lot_id, moved AS pieces
       FROM reallocation, LATERAL (VALUES (from_lot_id, pieces), (to_lot_id, -pieces)) AS l (lot_id, moved)
     ) r
     FULL JOIN (SELECT company_id, source_id, sku_id, lot_id, pieces FROM movement WHERE kind = 'reallocated') m
       USING (company_id, source_id, sku_id, lot_id)
     WHERE r.pieces IS DISTINCT FROM m.pieces`,
  ),
  check(
    'Nobody got more of a flash offer than its limit',
    'catalog',
    `SELECT company_id, offer_id, buyer_id, sum(t.pieces) AS taken, per_buyer_limit
     FROM flash_taking t
     JOIN flash_offer o USING (company_id, offer_id)
     JOIN hold h USING (company_id, hold_id, buyer_id)
     WHERE h.status IN ('PROVISIONAL', 'ADOPTED', 'SOLD')
     GROUP BY company_id, offer_id, buyer_id, per_buyer_limit
     HAVING sum(t.pieces) > per_buyer_limit`,
  ),
  check(
    'Open flash offers promised no more than their share',
    'catalog',
    `SELECT company_id, offer_id, share, sum(h.pieces) AS promised
     FROM flash_offer o
     JOIN (
       SELECT company_id, entry.offer_id, entry.pieces
       FROM hold, unnest(offer_ids, pieces) AS entry (offer_id, pieces)
       WHERE status IN ('PROVISIONAL', 'ADOPTED', 'SOLD')
     ) h USING (company_id, offer_id)
     GROUP BY company_id, offer_id, share HAVING sum(h.pieces) > share`,
  ),
];
