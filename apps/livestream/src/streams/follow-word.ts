import type { Tx } from '#database/tx.js';
import { Problem } from '#problems/problem.js';
import type { FlashOffer } from '../flash/flash-offer.js';
import { tellRoom } from '../room/tell-room.js';
import { isOnAir, isOver, type Session } from '../sessions/session.js';
import { beginShow, endShow } from '../sessions/show.js';
import { viewersOf } from './media-edge.js';
import { isNews, type Stream, type Word } from './stream.js';
import { kickPublisher, lockNamed, notePublish, noteWord, openStream, setOnAir } from './stream.sql.js';
import { tellEdges } from './tell-edges.js';
import { noteTrouble } from './trouble.sql.js';

/** What is left to do after the commit. */
export interface Followed {
  session: Session;
  stopping: FlashOffer | undefined;
}

/** A session goes where its stream goes. Undefined: nothing changed. */
export async function followWord(tx: Tx, word: Word): Promise<Followed | undefined> {
  const session = await lockNamed(tx, word.liveSessionId);
  if (!session) return undefined;
  await notePublish(tx, session, word);
  const stream = await openStream(tx, session);
  if (!isNews(word, stream)) return undefined;
  await noteWord(tx, session, word);
  const stopping = isOver(session) ? undefined : await bringAlong(tx, session, word);
  await tellRoom(tx, session, { kind: 'STREAM', body: shownAs(word, stream) });
  return { session, stopping };
}

/** Where it is seen while it is on. What is over is seen in its replay. */
const shownAs = ({ state, playUrl }: Word, stream: Stream) => ({
  state,
  ...viewersOf(state === 'OVER' ? '' : playUrl || stream.playUrl),
});

async function bringAlong(tx: Tx, session: Session, word: Word): Promise<FlashOffer | undefined> {
  // Whatever is heard first of a stream: it was there.
  if (!isOnAir(session) && !(await begins(tx, session, word))) return undefined;
  if (word.state === 'OVER') return endShow(tx, session);
  await setOnAir(tx, session, word.state === 'ON' ? 'LIVE' : 'INTERRUPTED');
  return undefined;
}

/** An account is on air in one session at a time: whoever streams another one is shown out. */
async function begins(tx: Tx, session: Session, { at, publishId }: Word): Promise<boolean> {
  try {
    await beginShow(tx, session);
    return true;
  } catch (error) {
    if (Problem.from(error).code !== 'account.on_air') throw error;
    await noteTrouble(tx, session, { kind: 'ACCOUNT_ON_AIR', at, words: '', apart: publishId });
    await kickPublisher(tx, session);
    await tellEdges(tx, session);
    return false;
  }
}
