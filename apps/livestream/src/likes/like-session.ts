import { Controller } from '@nestjs/common';
import { Likes as LikesService, type LikeSession } from '#contracts/tianjian/livestream/v1/room_pb.js';
import { Db } from '#database/db.js';
import type { Group } from '#database/group.js';
import { LikesId, LiveSessionId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { chatter } from '../room/tell-room.js';
import { isOnAir } from '../sessions/session.js';
import { parseLikes, together, type Likes } from './like.js';
import { countLikes, totalsOf } from './like.sql.js';

@Controller()
export class LikeSessionHandler {
  private readonly counting: Group<Likes, { counted: true }>;
  /** Whose total has changed and was not told yet. */
  private changed = new Set<LiveSessionId>();

  constructor(private readonly db: Db) {
    this.counting = db.group('like', (tx, asks) => this.decide(asks, countLikes(tx, together(asks))), { single: true });
  }

  @Rpc(LikesService.method.like)
  async handle(request: LikeSession, caller: Caller) {
    await this.counting.ask({
      liveSessionId: LiveSessionId.parse(request.liveSessionId),
      personId: personOf(caller).personId,
      likesId: LikesId.parse(request.likesId),
      likes: parseLikes(request.likes),
    });
    return {};
  }

  /** The total, twice a second at the most: nobody reads faster. */
  @Every('500ms')
  async tell(): Promise<void> {
    if (this.changed.size === 0) return;
    const changed = [...this.changed];
    this.changed = new Set();
    await this.db.single(async (tx) => {
      for (const { liveSessionId, total } of await totalsOf(tx, changed)) {
        chatter(tx, liveSessionId, { kind: 'LIKES', total: Number(total) });
      }
    });
  }

  private async decide(asks: Likes[], counted: ReturnType<typeof countLikes>) {
    const found = await counted;
    return asks.map(({ liveSessionId }) => {
      const status = found.get(liveSessionId);
      if (!status) return new Problem('not_found');
      if (!isOnAir({ status })) return new Problem('session.not_live');
      this.changed.add(liveSessionId);
      return { counted: true as const };
    });
  }
}
