import { Controller } from '@nestjs/common';
import { Reminders, type SubscribeReminders } from '#contracts/tianjian/livestream/v1/reminders_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { isOver } from '../sessions/session.js';
import { assertMaySubscribe } from './reminder.js';
import { showReminders } from './reminder-views.js';
import { countOpen, holdAnnounced, isSubscribed, subscribe } from './reminder.sql.js';

@Controller()
export class SubscribeHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Reminders.method.subscribe)
  async handle(request: SubscribeReminders, caller: Caller) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const { personId } = personOf(caller);

    return this.db.transaction(async (tx) => {
      const session = await holdAnnounced(tx, liveSessionId);
      if (!session) throw new Problem('not_found');
      if (isOver(session)) throw new Problem('session.not_open');
      if (!(await isSubscribed(tx, liveSessionId, personId))) {
        assertMaySubscribe(await countOpen(tx, personId));
        await subscribe(tx, session, personId);
      }
      return showReminders(tx, session, personId);
    });
  }
}
