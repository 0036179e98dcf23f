import { Controller } from '@nestjs/common';
import { Reminders, type GetReminders } from '#contracts/tianjian/livestream/v1/reminders_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { showReminders } from './reminder-views.js';
import { holdAnnounced } from './reminder.sql.js';

@Controller()
export class GetRemindersHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Reminders.method.get)
  async handle(request: GetReminders, caller: Caller) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const { personId } = personOf(caller);

    return this.db.transaction(async (tx) => {
      const session = await holdAnnounced(tx, liveSessionId);
      if (!session) throw new Problem('not_found');
      return showReminders(tx, session, personId);
    });
  }
}
