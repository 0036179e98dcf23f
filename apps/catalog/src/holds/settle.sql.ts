import type { Tx } from '#database/tx.js';
import type { CompanyId, CouponId, HoldId } from '#kernel/id.js';
import { giveBackUses } from '../coupons/uses.sql.js';
import type { HoldStatus } from './hold.js';

/** What an event says of a hold. */
export interface AboutHold {
  eventId: string;
  companyId: string;
  holdId: string;
}

/**
 * Adopts or sells holds, together with the inbox, in one statement. A hold only ever moves on (PROVISIONAL → ADOPTED →
 * SOLD), so events may come twice and in any order. What an order took although its hold had lapsed is taken from the
 * stock again, and its coupons' uses with it; where stock is gone the CHECK refuses, and the event waits for a person.
 */
export async function settle(tx: Tx, consumer: string, events: AboutHold[], to: 'ADOPTED' | 'SOLD'): Promise<void> {
  const from: HoldStatus[] =
    to === 'ADOPTED' ? ['PROVISIONAL', 'LAPSED'] : ['PROVISIONAL', 'LAPSED', 'ADOPTED', 'FREED'];
  await tx.sql`
    WITH event AS (
      SELECT * FROM unnest(
        ${events.map((event) => event.eventId)}::uuid[], ${events.map((event) => event.companyId)}::uuid[],
        ${events.map((event) => event.holdId)}::uuid[]
      ) AS e (event_id, company_id, hold_id)
    ), fresh AS (
      INSERT INTO inbox (consumer, event_id) SELECT ${consumer}, event_id FROM event ORDER BY event_id
      ON CONFLICT DO NOTHING RETURNING event_id
    ), earlier AS MATERIALIZED (
      SELECT h AS hold, h.company_id, h.hold_id, h.status
      FROM (SELECT DISTINCT company_id, hold_id FROM event JOIN fresh USING (event_id)) AS told
      JOIN hold h USING (company_id, hold_id)
      WHERE h.status = ANY(${from}::text[])
      ORDER BY h.company_id, h.hold_id FOR UPDATE OF h
    ), moved_on AS (
      UPDATE hold h SET status = ${to} FROM earlier
      WHERE (h.company_id, h.hold_id) = (earlier.company_id, earlier.hold_id)
    ), entry AS MATERIALIZED (
      SELECT earlier.company_id, earlier.hold_id, e.sku_id, e.lot_id, e.pieces,
        CASE WHEN status IN ('PROVISIONAL', 'ADOPTED') THEN e.pieces ELSE 0 END AS held
      FROM earlier, entries_of(earlier.hold) AS e
    ), used_again AS (
      UPDATE coupon c SET used = c.used + again.uses
      FROM (SELECT company_id, coupon_id, count(*)::int AS uses
            FROM earlier, unnest((earlier.hold).coupon_ids) AS coupon_id
            WHERE status IN ('LAPSED', 'FREED') GROUP BY company_id, coupon_id) AS again
      WHERE (c.company_id, c.coupon_id) = (again.company_id, again.coupon_id)
    ), movement AS (
      INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces)
      SELECT company_id, hold_id, sku_id, lot_id, 'sold', -pieces FROM entry WHERE ${to} = 'SOLD'
    ), change AS MATERIALIZED (
      SELECT company_id, sku_id, lot_id,
        sum(CASE WHEN ${to} = 'SOLD' THEN -pieces ELSE 0 END)::int AS on_hand,
        sum(CASE WHEN ${to} = 'ADOPTED' THEN pieces ELSE 0 END - held)::int AS held
      FROM entry GROUP BY company_id, sku_id, lot_id
    ), locked AS MATERIALIZED (
      SELECT s.company_id, s.sku_id, s.lot_id, change.on_hand, change.held
      FROM change JOIN stock s USING (company_id, sku_id, lot_id)
      WHERE change.on_hand <> 0 OR change.held <> 0
      ORDER BY s.company_id, s.sku_id, s.lot_id FOR UPDATE OF s
    )
    UPDATE stock s SET on_hand = s.on_hand + locked.on_hand, held = s.held + locked.held FROM locked
    WHERE (s.company_id, s.sku_id, s.lot_id) = (locked.company_id, locked.sku_id, locked.lot_id)`;
}

/**
 * Gives the pieces of holds back: to the share of their flash offer while that is open, else to the list stock; and the
 * uses of their coupons. The stock rows are locked by a statement of their own, so that the last one sees which offers closed meanwhile.
 */
export async function free(tx: Tx, holds: { companyId: string; holdId: string }[], to: 'LAPSED' | 'FREED') {
  const companyIds = holds.map((hold) => hold.companyId);
  const holdIds = holds.map((hold) => hold.holdId);
  const locked = await tx.sql<LockedHold>`
    SELECT h.company_id AS "companyId", h.hold_id AS "holdId", h.status, h.coupon_ids AS "couponIds"
    FROM (SELECT DISTINCT company_id, hold_id FROM unnest(${companyIds}::uuid[], ${holdIds}::uuid[])
      AS told (company_id, hold_id)) AS told
    JOIN hold h USING (company_id, hold_id)
    WHERE CASE ${to}::text
      -- Its time may have been prolonged since it was found.
      WHEN 'LAPSED' THEN h.status = 'PROVISIONAL' AND h.expires_at <= now()
      ELSE h.status IN ('PROVISIONAL', 'ADOPTED', 'LAPSED') END
    ORDER BY h.company_id, h.hold_id FOR UPDATE OF h`;
  if (locked.length === 0) return;
  const [lockedCompanies, lockedHolds] = [locked.map((hold) => hold.companyId), locked.map((hold) => hold.holdId)];

  await tx.sql`
    SELECT FROM stock s JOIN (
      SELECT DISTINCT h.company_id, e.sku_id, e.lot_id
      FROM unnest(${lockedCompanies}::uuid[], ${lockedHolds}::uuid[]) AS l (company_id, hold_id)
      JOIN hold h USING (company_id, hold_id), entries_of(h) AS e
    ) AS entry USING (company_id, sku_id, lot_id)
    ORDER BY s.company_id, s.sku_id, s.lot_id FOR UPDATE OF s`;

  await tx.sql`
    WITH earlier AS MATERIALIZED (
      SELECT h AS hold, h.company_id, h.hold_id, h.status
      FROM unnest(${lockedCompanies}::uuid[], ${lockedHolds}::uuid[]) AS l (company_id, hold_id)
      JOIN hold h USING (company_id, hold_id)
    ), moved_on AS (
      UPDATE hold h SET status = ${to} FROM earlier
      WHERE (h.company_id, h.hold_id) = (earlier.company_id, earlier.hold_id)
    ), entry AS MATERIALIZED (
      SELECT earlier.company_id, e.sku_id, e.lot_id, e.pieces, open.offer_id
      FROM earlier CROSS JOIN LATERAL entries_of(earlier.hold) AS e
      LEFT JOIN flash_offer open
        ON (open.company_id, open.offer_id) = (earlier.company_id, e.offer_id) AND open.closed_at IS NULL
      -- The pieces of a lapsed hold were given back before.
      WHERE earlier.status <> 'LAPSED'
    ), share AS (
      UPDATE flash_share f SET pieces_left = f.pieces_left + e.pieces
      FROM (SELECT company_id, offer_id, lot_id, sum(pieces)::int AS pieces FROM entry
            WHERE offer_id IS NOT NULL GROUP BY company_id, offer_id, lot_id) AS e
      WHERE (f.company_id, f.offer_id, f.lot_id) = (e.company_id, e.offer_id, e.lot_id)
    )
    UPDATE stock s SET held = s.held - e.pieces, set_aside = s.set_aside + e.to_share
    FROM (SELECT company_id, sku_id, lot_id, sum(pieces)::int AS pieces,
            coalesce(sum(pieces) FILTER (WHERE offer_id IS NOT NULL), 0)::int AS to_share
          FROM entry GROUP BY company_id, sku_id, lot_id) AS e
    WHERE (s.company_id, s.sku_id, s.lot_id) = (e.company_id, e.sku_id, e.lot_id)`;

  await giveBackUses(tx, locked.flatMap(usesOf));
}

interface LockedHold {
  companyId: CompanyId;
  holdId: HoldId;
  status: HoldStatus;
  couponIds: CouponId[];
}

/** Those of a lapsed hold were given back before. */
const usesOf = ({ companyId, status, couponIds }: LockedHold) =>
  status === 'LAPSED' ? [] : couponIds.map((couponId) => ({ companyId, couponId }));
