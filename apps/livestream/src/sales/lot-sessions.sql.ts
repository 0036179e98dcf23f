import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId, LotId } from '#kernel/id.js';
import type { Status } from '../sessions/session.js';

interface SessionOfLot {
  liveSessionId: LiveSessionId;
  title: string;
  status: Status;
  startsAt: Date | null;
}

export async function findSessionsOfLot(tx: Tx, companyId: CompanyId, lotId: LotId, most: number) {
  return tx.sql<SessionOfLot>`
    SELECT s.live_session_id AS "liveSessionId", s.title, s.status, s.starts_at AS "startsAt"
    FROM lot_session l JOIN live_session s USING (company_id, live_session_id)
    WHERE l.company_id = ${companyId} AND l.lot_id = ${lotId}
    ORDER BY coalesce(s.starts_at, l.sold_at) DESC, s.live_session_id DESC LIMIT ${most}`;
}
