import type { Tx } from '#database/tx.js';
import { ChatLineId, SpeakerId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';
import type { Line, Room, Speaker } from '../chat/chat.js';
import { findLine, findSpeaker } from '../chat/chat.sql.js';

/** Problems: request.invalid, not_found. */
export async function speakerNamed(tx: Tx, room: Room, speakerId: string): Promise<Speaker> {
  const speaker = await findSpeaker(tx, room, SpeakerId.parse(speakerId));
  if (!speaker) throw new Problem('not_found');
  return speaker;
}

/** One who may be silenced. Problems: request.invalid, not_found. */
export async function viewerNamed(tx: Tx, room: Room, speakerId: string): Promise<Speaker> {
  const speaker = await speakerNamed(tx, room, speakerId);
  if (speaker.crew) throw invalid('speakerId', 'not one of those who run the session');
  return speaker;
}

/** Problems: request.invalid, not_found. */
export async function lineNamed(tx: Tx, room: Room, lineId: string): Promise<Line> {
  const line = await findLine(tx, room, ChatLineId.parse(lineId, 'lineId'));
  if (!line) throw new Problem('not_found');
  return line;
}
