import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Injectable } from '@nestjs/common';
import { StreamChangedSchema, type StreamChanged } from '#contracts/tianjian/media/v1/media_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { LiveSessionId } from '#kernel/id.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { FlashOffers } from '../flash/flash-offers.js';
import { grouped } from '../grouped.js';
import { noteSealed, noteSegments, noteUnrecorded } from '../recordings/follow-recording.js';
import { ToldOffers } from '../sessions/told-offers.js';
import { followWord, type Followed } from './follow-word.js';
import { lockNamed } from './stream.sql.js';
import { countTrouble } from './trouble.sql.js';
import { wordOf } from './word.js';

const CONSUMER = 'livestream-follow';

/** Sessions, recordings and rooms follow what media edges say. */
@Injectable()
export class FollowStreams {
  constructor(
    private readonly db: Db,
    private readonly toldOffers: ToldOffers,
    private readonly flashOffers: FlashOffers,
  ) {}

  @OnEvent(StreamChangedSchema, CONSUMER)
  async handle(events: Arrived<StreamChanged>[]): Promise<void> {
    let followed: Followed[] = [];
    await this.db.apply(CONSUMER, events, async (tx, fresh) => {
      followed = [];
      // Session by session, in one order for all who follow: two of them never wait for each other.
      for (const messages of bySession(fresh)) followed.push(...(await followSession(tx, messages)));
    });
    for (const one of followed) void this.afterwards(one);
  }

  /** Nothing waits for the catalog here: where it is away or slow, sweeps do both. */
  private async afterwards({ session, stopping }: Followed): Promise<void> {
    await this.toldOffers.tell(session).catch(() => {});
    if (stopping) await this.flashOffers.close(stopping).catch(() => {});
  }
}

function bySession(events: Arrived<StreamChanged>[]): StreamChanged[][] {
  const sessions = grouped(
    events.map(({ message }) => message),
    ({ liveSessionId }) => liveSessionId,
  );
  return [...sessions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, messages]) => messages);
}

/** In the order in which they came. */
async function followSession(tx: Tx, messages: StreamChanged[]): Promise<Followed[]> {
  const followed: Followed[] = [];
  await noteSegments(tx, messages);
  for (const message of messages) {
    const word = wordOf(message);
    const change = word && (await followWord(tx, word));
    if (change) followed.push(change);
    if (message.what.case === 'publishDenied') await noteDenied(tx, message, message.what.value.reason);
  }
  await noteUnrecorded(tx, messages);
  await noteSealed(tx, messages);
  return followed;
}

async function noteDenied(tx: Tx, { liveSessionId, at }: StreamChanged, reason: string): Promise<void> {
  const session = await lockNamed(tx, LiveSessionId.parse(liveSessionId));
  if (!session) return;
  await countTrouble(tx, session, { kind: 'DENIED', at: at ? timestampDate(at) : new Date(), words: reason });
}
