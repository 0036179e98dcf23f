import { Controller } from '@nestjs/common';
import { Room, type GetRoomFacts } from '#contracts/tianjian/livestream/v1/room_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { findFacts } from './room.sql.js';
import { toFact } from './room-answer.js';

const FACTS_MAX = 500;

@Controller()
export class ListFactsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Room.method.since)
  async handle(request: GetRoomFacts) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const found = await this.db.single((tx) => findFacts(tx, liveSessionId, request.afterSeq, FACTS_MAX));
    if (!found) throw new Problem('not_found');
    return { epoch: found.epoch, seq: found.seq, facts: found.facts.map(toFact) };
  }
}
