import { Controller } from '@nestjs/common';
import { ChatModeration, type BanSpeaker } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import type { Tx } from '#database/tx.js';
import { BanId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { banEnd, type Speaker } from '../chat/chat.js';
import { retractLine } from '../chat/chat.sql.js';
import { tellRetracted } from '../chat/tell-retracted.js';
import { tellSilence } from '../chat/tell-silence.js';
import { actOn, parseReason } from './act.js';
import { ModerationDesk } from './moderation-desk.js';
import { findDevices, insertBan, shownLinesOf } from './moderation.sql.js';
import { viewerNamed } from './whom.js';

// Each is a fact of the room; what is older nobody sees any more.
const RETRACTED_MAX = 50;

@Controller()
export class BanSpeakerHandler {
  constructor(private readonly desk: ModerationDesk) {}

  @Rpc(ChatModeration.method.ban)
  handle(request: BanSpeaker, caller: Caller) {
    const reason = parseReason(request.reason);
    return this.desk.act('BAN', request, caller, async ({ tx, session, now }) => {
      const until = banEnd(request.days, now);
      const speaker = await viewerNamed(tx, session, request.speakerId);
      const { companyId, personId, name } = speaker;
      const deviceKeys = await findDevices(tx, speaker);
      const banId = BanId.parse(request.actId);
      await insertBan(tx, { companyId, banId, personId, deviceKeys, name, reason, since: now, until });
      await tellSilence(tx, speaker);
      if (request.retractLines) await retractAll(tx, speaker);
      return { ...actOn(speaker), until, reason };
    });
  }
}

async function retractAll(tx: Tx, speaker: Speaker): Promise<void> {
  for (const line of await shownLinesOf(tx, speaker, RETRACTED_MAX)) {
    await retractLine(tx, line);
    await tellRetracted(tx, line);
  }
}
