import { Controller } from '@nestjs/common';
import { ChatModeration, type MuteSpeaker } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { muteEnd } from '../chat/chat.js';
import { tellSilence } from '../chat/tell-silence.js';
import { actOn, parseReason } from './act.js';
import { ModerationDesk } from './moderation-desk.js';
import { mute } from './moderation.sql.js';
import { viewerNamed } from './whom.js';

@Controller()
export class MuteSpeakerHandler {
  constructor(private readonly desk: ModerationDesk) {}

  @Rpc(ChatModeration.method.mute)
  handle(request: MuteSpeaker, caller: Caller) {
    const reason = parseReason(request.reason);
    return this.desk.act('MUTE', request, caller, async ({ tx, session, now }) => {
      const until = muteEnd(request.forS, now);
      const speaker = await viewerNamed(tx, session, request.speakerId);
      await mute(tx, speaker, until);
      await tellSilence(tx, speaker);
      return { ...actOn(speaker), until, reason };
    });
  }
}
