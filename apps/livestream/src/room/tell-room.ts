import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId } from '#kernel/id.js';
import { roomSubject } from '#messaging/subjects.js';
import type { FactBodies, FactKind, SocialSaid } from '#room/protocol.js';

interface RoomOf {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

/** What is told: a kind and what belongs to it. */
export type Told<K extends FactKind = FactKind> = { [Kind in K]: { kind: Kind; body: FactBodies[Kind] } }[K];

/**
 * Gives a fact its number in the room, in the transaction that makes it true. The session's row stays locked until
 * the commit: numbers are in the order of commits, without a hole. Gateways hear of it right after; what they do not
 * hear they ask for.
 */
export async function tellRoom(tx: Tx, { companyId, liveSessionId }: RoomOf, { kind, body }: Told): Promise<void> {
  const [told] = await tx.sql<{ seq: bigint; at: Date }>`
    WITH next AS (
      UPDATE live_session SET room_seq = room_seq + 1
      WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}
      RETURNING room_seq)
    INSERT INTO room_fact (company_id, live_session_id, seq, kind, body)
    SELECT ${companyId}, ${liveSessionId}, room_seq, ${kind}, ${JSON.stringify(body)}::jsonb FROM next
    RETURNING seq, at`;
  if (!told) return; // Told of a session that is not there.
  const fact = { seq: Number(told.seq), kind, at: told.at.getTime(), body };
  tx.whisper(roomSubject(liveSessionId, 'fact'), fact);
}

/** Says something on the social lane once the transaction has committed. May be lost. */
export function chatter(tx: Tx, liveSessionId: LiveSessionId, said: SocialSaid): void {
  tx.whisper(roomSubject(liveSessionId, 'social'), said);
}
