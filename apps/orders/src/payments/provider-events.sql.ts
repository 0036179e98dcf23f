import type { Tx } from '#database/tx.js';
import type { ProviderEvent } from './provider.js';

const LEASE_S = 15;
const PAUSE_MAX_S = 600;

/**
 * Stores events once each. One that tells only what we know already is done with at once. Answers, for each call,
 * whether anything is left to do.
 */
export async function storeEvents(tx: Tx, provider: string, calls: ProviderEvent[][]): Promise<boolean[]> {
  const told = calls.flat();
  const stored = await tx.sql<{ eventId: string }>`
    INSERT INTO provider_event (provider, event_id, type, kind, ref, processed_at, due_at)
    SELECT DISTINCT ON (event_id) ${provider}, event_id, type, kind, e.ref, CASE WHEN known THEN now() END,
      CASE WHEN known THEN NULL ELSE now() END
    FROM unnest(${told.map((event) => event.eventId)}::text[], ${told.map((event) => event.type)}::text[],
          ${told.map((event) => event.ref)}::text[], ${told.map((event) => event.kind)}::text[],
          ${told.map((event) => event.became)}::text[])
        AS e (event_id, type, ref, kind, became)
      LEFT JOIN provider_ref r ON r.provider = ${provider} AND r.ref = e.ref
      LEFT JOIN payment p ON (p.company_id, p.payment_id) = (r.company_id, r.payment_id),
      LATERAL (SELECT e.kind = 'other' OR coalesce(p.status = e.became, false)) AS k (known)
    ORDER BY event_id
    ON CONFLICT DO NOTHING
    RETURNING CASE WHEN processed_at IS NULL THEN event_id END AS "eventId"`;
  const open = new Set(stored.map(({ eventId }) => eventId));
  return calls.map((events) => events.some(({ eventId }) => open.has(eventId)));
}

export interface DueEvent {
  eventId: string;
  kind: ProviderEvent['kind'];
  ref: string;
}

/** Takes events that nobody has understood yet. */
export function takeDue(tx: Tx, provider: string, limit: number): Promise<DueEvent[]> {
  return tx.sql<DueEvent>`
    WITH due AS (
      SELECT provider, event_id FROM provider_event WHERE due_at <= now() AND provider = ${provider}
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE provider_event e SET tries = tries + 1,
      due_at = now() + least(${PAUSE_MAX_S}, ${LEASE_S} * 2 ^ least(tries, 10)) * interval '1 second'
    FROM due WHERE (e.provider, e.event_id) = (due.provider, due.event_id)
    RETURNING e.event_id AS "eventId", e.kind, e.ref`;
}

export async function markProcessed(tx: Tx, provider: string, eventIds: string[]): Promise<void> {
  await tx.sql`
    UPDATE provider_event SET processed_at = now(), due_at = NULL
    WHERE provider = ${provider} AND event_id = ANY(${eventIds}::text[])`;
}
