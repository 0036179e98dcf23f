import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId, OfferId } from '#kernel/id.js';
import type { FlashOffer, FlashStatus, WantedOffer } from './flash-offer.js';

interface SessionKey {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

export async function findOffer(tx: Tx, companyId: CompanyId, offerId: OfferId): Promise<FlashOffer | undefined> {
  const [offer] = await tx.sql<FlashOffer>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", offer_id AS "offerId", sku_id AS "skuId",
           price_fen AS "priceFen", share, per_buyer_limit AS "perBuyerLimit", lasts_s AS "lastsS", status,
           ends_at AS "endsAt"
    FROM flash_offer WHERE company_id = ${companyId} AND offer_id = ${offerId}`;
  return offer;
}

/** The session's one offer whose end the catalog has not confirmed. */
export async function findRunningOffer(tx: Tx, { companyId, liveSessionId }: SessionKey) {
  const [offer] = await tx.sql<FlashOffer>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", offer_id AS "offerId", sku_id AS "skuId",
           price_fen AS "priceFen", share, per_buyer_limit AS "perBuyerLimit", lasts_s AS "lastsS", status,
           ends_at AS "endsAt"
    FROM flash_offer
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND status <> 'CLOSED'`;
  return offer;
}

export async function insertStarting(tx: Tx, offer: WantedOffer): Promise<void> {
  const { companyId, offerId, liveSessionId, skuId, priceFen, share, perBuyerLimit, lastsS } = offer;
  await tx.sql`
    INSERT INTO flash_offer (company_id, offer_id, live_session_id, sku_id, price_fen, share, per_buyer_limit, lasts_s,
                             status)
    VALUES (${companyId}, ${offerId}, ${liveSessionId}, ${skuId}, ${priceFen}, ${share}, ${perBuyerLimit}, ${lastsS},
            'STARTING')`;
}

/** What it was before; nothing, if it was stopped while the catalog was asked. Under the session's lock. */
export async function markOpen(tx: Tx, { companyId, offerId }: FlashOffer, endsAt: Date) {
  const [opened] = await tx.sql<{ was: FlashStatus }>`
    WITH earlier AS (SELECT status FROM flash_offer WHERE company_id = ${companyId} AND offer_id = ${offerId})
    UPDATE flash_offer SET status = 'OPEN', status_at = now(), ends_at = ${endsAt} FROM earlier
    WHERE company_id = ${companyId} AND offer_id = ${offerId} AND earlier.status IN ('STARTING', 'OPEN')
    RETURNING earlier.status AS was`;
  return opened?.was;
}

/** Leaves alone what has closed already. */
export async function markStopping(tx: Tx, { companyId, offerId }: FlashOffer): Promise<void> {
  await tx.sql`
    UPDATE flash_offer SET status = 'STOPPING', status_at = now()
    WHERE company_id = ${companyId} AND offer_id = ${offerId} AND status IN ('STARTING', 'OPEN')`;
}

/** Whether this ended what had been open. */
export async function markClosed(tx: Tx, { companyId, offerId }: FlashOffer): Promise<boolean> {
  const [closed] = await tx.sql<{ wasOpen: boolean }>`
    UPDATE flash_offer SET status = 'CLOSED', status_at = now()
    WHERE company_id = ${companyId} AND offer_id = ${offerId} AND status <> 'CLOSED'
    RETURNING ends_at IS NOT NULL AS "wasOpen"`;
  return closed?.wasOpen ?? false;
}

/** An offer the catalog refused has never been; its id may be used again. */
export async function forgetRefused(tx: Tx, { companyId, offerId }: FlashOffer): Promise<void> {
  await tx.sql`
    DELETE FROM flash_offer WHERE company_id = ${companyId} AND offer_id = ${offerId} AND status = 'STARTING'`;
}

export async function stopRunningOffer(tx: Tx, session: SessionKey): Promise<FlashOffer | undefined> {
  const offer = await findRunningOffer(tx, session);
  if (!offer) return undefined;
  await markStopping(tx, offer);
  return { ...offer, status: 'STOPPING' };
}

/** Offers whose verb has had its time, and those whose time is over. */
export async function findUnsettled(tx: Tx, max: number): Promise<FlashOffer[]> {
  return tx.sql<FlashOffer>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", offer_id AS "offerId", sku_id AS "skuId",
           price_fen AS "priceFen", share, per_buyer_limit AS "perBuyerLimit", lasts_s AS "lastsS", status,
           ends_at AS "endsAt"
    FROM flash_offer
    WHERE (status IN ('STARTING', 'STOPPING') AND status_at < now() - interval '3 seconds')
       OR (status = 'OPEN' AND ends_at <= now())
    ORDER BY status_at LIMIT ${max}`;
}
