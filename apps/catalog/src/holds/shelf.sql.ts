import type { Tx } from '#database/tx.js';
import { Fen } from '#kernel/fen.js';
import type { CheckoutId, CompanyId, LiveSessionId, LotId, OfferId, PersonId, SkuId } from '#kernel/id.js';
import { DEFAULT_TEMPLATE } from '../freight/default-template.js';
import { toTemplate, type TemplateRow } from '../freight/freight.sql.js';
import { REMAINING_LIFE_DAYS, type Lot } from './allocation.js';
import { takerOf, type Shelf } from './hold.js';
import type { Line } from './lines.js';
import type { Prices, SessionOffer, Sku } from './quote.js';

/** What is looked for, and where the buyer stands. */
export interface Look {
  lines: Line[];
  liveSessionId: LiveSessionId | undefined;
}

export interface Claim {
  buyerId: PersonId;
  checkoutId: CheckoutId;
}

export interface LockedShelf extends Shelf {
  prices: Prices;
  now: Date;
  /** The checkouts among those asked for that have a hold already, under `claimKey`. */
  claimed: ReadonlySet<string>;
}

export const claimKey = ({ buyerId, checkoutId }: Claim) => `${buyerId} ${checkoutId}`;

/** The prices in force; locks nothing. */
export async function readPrices(tx: Tx, look: Look): Promise<Prices> {
  return pricesOf(await read(tx, [look], []));
}

/**
 * Locks all pieces that might be promised, in one fixed order, so that two batches can wait for each other and never
 * deadlock; and reads the prices and the earlier claims on the same trip.
 */
export async function lockShelf(tx: Tx, asks: (Look & Claim)[]): Promise<LockedShelf> {
  const rows = await read(tx, asks, asks);
  const lots = new Map<SkuId, Lot[]>();
  for (const { skuId, costPerPieceFen, ...lot } of rows.lots ?? []) {
    const others = lots.get(skuId) ?? [];
    lots.set(skuId, [...others, { ...lot, costPerPieceFen: Fen.of(costPerPieceFen) }]);
  }
  const { open, ...flash } = await readFlash(tx, rows, asks, lots);
  // An offer that was ended while the lock was waited for is over: the list price is in force, not an empty share.
  const offers = (rows.offers ?? []).map((offer) =>
    offer.offerId && !open.has(offer.offerId) ? { ...offer, offerId: null } : offer,
  );
  const prices = pricesOf({ ...rows, offers });
  return { lots, ...flash, prices, now: rows.now, claimed: new Set(rows.claimed) };
}

/** The checkouts among these that have a hold by now, under `claimKey`. No statement where nobody asks. */
export async function readClaimed(tx: Tx, claims: Claim[]): Promise<ReadonlySet<string>> {
  if (claims.length === 0) return new Set();
  const rows = await tx.sql<Claim>`
    SELECT buyer_id AS "buyerId", checkout_id AS "checkoutId" FROM checkout JOIN unnest(
        ${claims.map((claim) => claim.buyerId)}::uuid[], ${claims.map((claim) => claim.checkoutId)}::uuid[]
      ) AS claim (buyer_id, checkout_id) USING (buyer_id, checkout_id)`;
  return new Set(rows.map(claimKey));
}

interface Rows {
  now: Date;
  skus: (Omit<Sku, 'priceFen'> & { priceFen: number })[] | null;
  offers: OfferRow[] | null;
  templates: (TemplateRow & { companyId: CompanyId })[] | null;
  lots: (Omit<Lot, 'costPerPieceFen'> & { skuId: SkuId; costPerPieceFen: number })[] | null;
  claimed: string[] | null;
}

interface OfferRow {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  skuId: SkuId;
  /** The session is over. */
  inReplay: boolean;
  offerId: OfferId | null;
  priceFen: number;
  perBuyerLimit: number;
}

/** One statement with several row sets. Whatever is not locked in it may be of the moment before the lock was won. */
async function read(tx: Tx, looks: Look[], claims: Claim[]): Promise<Rows> {
  const skuIds = [...new Set(looks.flatMap(({ lines }) => lines.map((line) => line.skuId)))];
  const visits = looks.flatMap(({ lines, liveSessionId }) =>
    liveSessionId ? lines.map(({ skuId }) => ({ liveSessionId, skuId })) : [],
  );
  const rows = await tx.sql<Rows>`
    WITH asked AS MATERIALIZED (
      SELECT company_id, id AS sku_id FROM id_route WHERE id = ANY(${skuIds}::uuid[]) AND kind = 'sku'
    ), locked AS MATERIALIZED (
      SELECT s.sku_id AS "skuId", s.lot_id AS "lotId", s.supplier_id AS "supplierId", s.expires_on AS "expiresOn",
        s.cost_per_piece_fen AS "costPerPieceFen", s.on_hand - s.held - s.set_aside AS left
      FROM asked JOIN stock s USING (company_id, sku_id)
      WHERE ${claims.length > 0}::boolean AND s.on_hand > s.held
        AND s.expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
        AND s.offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date
      ORDER BY s.company_id, s.sku_id, s.lot_id FOR UPDATE OF s
    ), priced AS (
      SELECT company_id AS "companyId", sku_id AS "skuId", product_id AS "productId", title, price_fen AS "priceFen", net_g AS "netG",
        gross_g AS "grossG", purchase_kind AS "purchaseKind", return_class AS "returnClass", max_over_bp AS "maxOverBp",
        pre_sale AS "preSale"
      FROM asked JOIN sku USING (company_id, sku_id)
    ), offered AS (
      SELECT bag.company_id AS "companyId", bag.live_session_id AS "liveSessionId", bag.sku_id AS "skuId",
        session.over AS "inReplay", flash.offer_id AS "offerId", flash.price_fen AS "priceFen", flash.per_buyer_limit AS "perBuyerLimit"
      FROM (SELECT DISTINCT live_session_id, sku_id FROM unnest(
          ${visits.map((visit) => visit.liveSessionId)}::uuid[], ${visits.map((visit) => visit.skuId)}::uuid[]
        ) AS v (live_session_id, sku_id)) AS visit
      JOIN asked USING (sku_id)
      JOIN session_offer bag USING (company_id, live_session_id, sku_id)
      JOIN live_session session USING (company_id, live_session_id)
      LEFT JOIN LATERAL (
        SELECT offer_id, price_fen, per_buyer_limit FROM flash_offer f
        WHERE (f.company_id, f.live_session_id, f.sku_id) = (bag.company_id, bag.live_session_id, bag.sku_id)
          AND f.closed_at IS NULL AND f.ends_at > now()
        ORDER BY f.opened_at DESC LIMIT 1
      ) AS flash ON true
    ), sent AS (
      SELECT company.company_id AS "companyId", template.version, template.terms
      FROM (SELECT DISTINCT company_id FROM asked) AS company
      JOIN LATERAL (
        SELECT version, terms FROM freight_template t WHERE t.company_id = company.company_id
        ORDER BY version DESC LIMIT 1
      ) AS template ON true
    )
    SELECT now() AS now,
      (SELECT json_agg(locked) FROM locked) AS lots,
      (SELECT json_agg(priced) FROM priced) AS skus,
      (SELECT json_agg(offered) FROM offered) AS offers,
      (SELECT json_agg(sent) FROM sent) AS templates,
      (SELECT json_agg(buyer_id || ' ' || checkout_id) FROM checkout JOIN unnest(
          ${claims.map((claim) => claim.buyerId)}::uuid[], ${claims.map((claim) => claim.checkoutId)}::uuid[]
        ) AS claim (buyer_id, checkout_id) USING (buyer_id, checkout_id)) AS claimed`;
  return rows[0] as Rows;
}

function pricesOf({ skus, offers, templates }: Rows): Prices {
  const bySku = new Map((skus ?? []).map((sku) => [sku.skuId, { ...sku, priceFen: Fen.of(sku.priceFen) }]));
  const byVisit = new Map((offers ?? []).map((offer) => [visitKey(offer.liveSessionId, offer.skuId), toOffer(offer)]));
  const byCompany = new Map((templates ?? []).map((template) => [template.companyId, toTemplate(template)]));
  return {
    skus: bySku,
    offerIn: (liveSessionId, skuId) => byVisit.get(visitKey(liveSessionId, skuId)),
    freightOf: (companyId) => byCompany.get(companyId) ?? DEFAULT_TEMPLATE,
  };
}

const visitKey = (liveSessionId: LiveSessionId, skuId: SkuId) => `${liveSessionId} ${skuId}`;

const toOffer = ({ inReplay, offerId, priceFen, perBuyerLimit }: OfferRow): SessionOffer => ({
  inReplay,
  ...(offerId ? { flash: { offerId, priceFen: Fen.of(priceFen), perBuyerLimit } } : {}),
});

/**
 * Which offers are open still, what is left of their shares and who took of them. A statement of its own, after the lock: shares and takings
 * change only under the lock of their stock rows, so what it reads stays true until the commit.
 */
async function readFlash(
  tx: Tx,
  { offers }: Rows,
  asks: Claim[],
  lots: Map<SkuId, Lot[]>,
): Promise<Omit<Shelf, 'lots'> & { open: ReadonlySet<OfferId> }> {
  const asked = (offers ?? []).filter((offer) => offer.offerId !== null);
  if (asked.length === 0) return { open: new Set(), shares: new Map(), taken: new Map() };

  const [found] = await tx.sql<{
    open: OfferId[] | null;
    shares: { offerId: OfferId; lotId: LotId; left: number }[] | null;
    taken: { offerId: OfferId; buyerId: PersonId; pieces: number }[] | null;
  }>`
    WITH open AS (
      SELECT o.company_id, o.offer_id FROM flash_offer o JOIN unnest(
          ${asked.map((offer) => offer.companyId)}::uuid[], ${asked.map((offer) => offer.offerId)}::uuid[]
        ) AS asked (company_id, offer_id) USING (company_id, offer_id)
      WHERE o.closed_at IS NULL
    ), shares AS (
      SELECT offer_id AS "offerId", lot_id AS "lotId", pieces_left AS left
      FROM open JOIN flash_share USING (company_id, offer_id) WHERE pieces_left > 0
    ), taken AS (
      SELECT t.offer_id AS "offerId", t.buyer_id AS "buyerId", sum(t.pieces)::int AS pieces
      FROM open JOIN flash_taking t USING (company_id, offer_id) JOIN hold h USING (company_id, hold_id)
      WHERE t.buyer_id = ANY(${asks.map((ask) => ask.buyerId)}::uuid[]) AND h.status NOT IN ('LAPSED', 'FREED')
      GROUP BY t.offer_id, t.buyer_id
    )
    SELECT (SELECT json_agg(offer_id) FROM open) AS open, (SELECT json_agg(shares) FROM shares) AS shares,
      (SELECT json_agg(taken) FROM taken) AS taken`;

  const shares = new Map<OfferId, Lot[]>();
  const open = new Set(found?.open);
  for (const { offerId, skuId } of asked) {
    if (offerId === null || !open.has(offerId)) continue;
    const left = new Map(found?.shares?.filter((row) => row.offerId === offerId).map((row) => [row.lotId, row.left]));
    const sellable = (lots.get(skuId) ?? []).filter((lot) => left.has(lot.lotId));
    shares.set(
      offerId,
      sellable.map((lot) => ({ ...lot, left: left.get(lot.lotId) ?? 0 })),
    );
  }
  const taken = new Map(found?.taken?.map((row) => [takerOf(row.offerId, row.buyerId), row.pieces]));
  return { open, shares, taken };
}
