import { Controller } from '@nestjs/common';
import { Room, type GetRoomSnapshot } from '#contracts/tianjian/livestream/v1/room_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId, SpeakerId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { lastLines } from '../chat/chat.sql.js';
import { roomLine } from '../chat/shown.js';
import { findSilenced, type Silenced } from '../chat/silenced.sql.js';
import { SessionViews } from '../sessions/session-views.js';
import { totalsOf } from '../likes/like.sql.js';
import { findStanding } from './room.sql.js';
import { toFact } from './room-answer.js';

@Controller()
export class GetSnapshotHandler {
  constructor(
    private readonly db: Db,
    private readonly views: SessionViews,
  ) {}

  /** The number is read first: a session that is newer than its number only hears again what it knows. */
  @Rpc(Room.method.snapshot)
  async handle(request: GetRoomSnapshot) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const found = await this.db.single((tx) => findStanding(tx, liveSessionId));
    if (!found) throw new Problem('not_found');
    const room = { companyId: found.companyId, liveSessionId };
    const lines = await this.db.single((tx) => lastLines(tx, room));
    const silenced = await this.db.single((tx) => findSilenced(tx, room));
    const [liked] = await this.db.single((tx) => totalsOf(tx, [liveSessionId]));
    const { session } = await this.views.answer(liveSessionId);
    // An offer the catalog has yet to say yes to is nothing to be shown.
    const flashOffer = session.flashOffer?.status === 'OPEN' ? session.flashOffer : undefined;
    const { epoch, seq, bagVersion, standing } = found;
    return {
      ...{ epoch, seq, bagVersion, standing: standing.map(toFact), session: { ...session, flashOffer } },
      chat: lines.map(roomLine).map((line) => ({ ...line, at: BigInt(line.at) })),
      likes: liked?.total ?? 0n,
      silenced: silenced.map((one) => asSpeaker(liveSessionId, one)),
    };
  }
}

/** Gateways know whom they serve, and find them by this name: nobody else's account is told. */
const asSpeaker = (liveSessionId: LiveSessionId, { personId, until, reason }: Silenced) => ({
  speakerId: SpeakerId.derive(liveSessionId, personId),
  until: BigInt(until.getTime()),
  reason,
});
