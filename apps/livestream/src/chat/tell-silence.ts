import type { Tx } from '#database/tx.js';
import { SpeakerId, type CompanyId, type PersonId } from '#kernel/id.js';
import { chatter } from '../room/tell-room.js';
import { findSilenceOnAir } from './silenced.sql.js';

/** Says to a person, wherever they watch the company now, whether they may write: as this transaction leaves it. */
export async function tellSilence(
  tx: Tx,
  { companyId, personId }: { companyId: CompanyId; personId: PersonId },
): Promise<void> {
  for (const { liveSessionId, until, reason } of await findSilenceOnAir(tx, companyId, personId)) {
    const speakerId = SpeakerId.derive(liveSessionId, personId);
    chatter(tx, liveSessionId, { kind: 'SILENCED', speakerId, until: until?.getTime() ?? 0, reason: reason ?? '' });
  }
}
