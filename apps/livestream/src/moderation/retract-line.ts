import { Controller } from '@nestjs/common';
import { ChatModeration, type RetractLine } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { retractLine } from '../chat/chat.sql.js';
import { tellRetracted } from '../chat/tell-retracted.js';
import { actAbout, parseReason } from './act.js';
import { ModerationDesk } from './moderation-desk.js';
import { lineNamed } from './whom.js';

@Controller()
export class RetractLineHandler {
  constructor(private readonly desk: ModerationDesk) {}

  @Rpc(ChatModeration.method.retract)
  handle(request: RetractLine, caller: Caller) {
    const reason = parseReason(request.reason);
    return this.desk.act('RETRACT', request, caller, async ({ tx, session }) => {
      const line = await lineNamed(tx, session, request.lineId);
      if (await retractLine(tx, line)) await tellRetracted(tx, line);
      return { ...actAbout(line), reason };
    });
  }
}
