import { Controller } from '@nestjs/common';
import { ChatModeration, type DismissChatReports } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { settleReports } from '../chat/chat.sql.js';
import { actAbout } from './act.js';
import { ModerationDesk } from './moderation-desk.js';
import { lineNamed } from './whom.js';

@Controller()
export class DismissReportsHandler {
  constructor(private readonly desk: ModerationDesk) {}

  @Rpc(ChatModeration.method.dismissReports)
  handle(request: DismissChatReports, caller: Caller) {
    return this.desk.act('DISMISS', request, caller, async ({ tx, session }) => {
      const line = await lineNamed(tx, session, request.lineId);
      await settleReports(tx, session, [line.lineId]);
      return actAbout(line);
    });
  }
}
