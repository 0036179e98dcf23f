import type { Tx } from '#database/tx.js';
import { chatter, tellRoom } from '../room/tell-room.js';
import type { Line } from './chat.js';

/** A fact, so that nobody keeps what was taken away; and a word to gateways, which keep the last lines. */
export async function tellRetracted(tx: Tx, { companyId, liveSessionId, lineId }: Line): Promise<void> {
  await tellRoom(tx, { companyId, liveSessionId }, { kind: 'LINE_RETRACTED', body: { lineId } });
  chatter(tx, liveSessionId, { kind: 'RETRACTED', lineId });
}
