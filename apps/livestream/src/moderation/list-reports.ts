import { Controller } from '@nestjs/common';
import { ChatModeration, type ListChatReports } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { shownLine } from '../chat/shown.js';
import { ModerationDesk } from './moderation-desk.js';
import { listReported } from './moderation.sql.js';

const REPORTED_MAX = 100;

@Controller()
export class ListReportsHandler {
  constructor(private readonly desk: ModerationDesk) {}

  @Rpc(ChatModeration.method.listReports)
  async handle(request: ListChatReports, caller: Caller) {
    const reported = await this.desk.in(request, caller, ({ tx, session }) => listReported(tx, session, REPORTED_MAX));
    return { lines: reported.map((one) => ({ line: shownLine(one), reports: one.reports, reasons: one.reasons })) };
  }
}
