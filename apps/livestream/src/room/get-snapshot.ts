import { Controller } from '@nestjs/common';
import { Room, type GetRoomSnapshot } from '#contracts/tianjian/livestream/v1/room_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { SessionViews } from '../sessions/session-views.js';
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
    const { session } = await this.views.answer(liveSessionId);
    // An offer the catalog has yet to say yes to is nothing to be shown.
    const flashOffer = session.flashOffer?.status === 'OPEN' ? session.flashOffer : undefined;
    const { epoch, seq, bagVersion, standing } = found;
    return { epoch, seq, bagVersion, standing: standing.map(toFact), session: { ...session, flashOffer } };
  }
}
