import { Controller } from '@nestjs/common';
import { Reminders, type GetCalendar } from '#contracts/tianjian/livestream/v1/reminders_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { calendarOf } from './calendar.js';
import { holdAnnounced } from './reminder.sql.js';

@Controller()
export class GetCalendarHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Reminders.method.calendar)
  async handle(request: GetCalendar) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const session = await this.db.single((tx) => holdAnnounced(tx, liveSessionId));
    if (!session?.startsAt) throw new Problem('not_found');
    const { title, startsAt } = session;
    return { content: calendarOf({ liveSessionId, title, startsAt, now: new Date() }) };
  }
}
