import { Controller } from '@nestjs/common';
import { ChatModeration, type UnmuteSpeaker } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { ActId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { isMuted } from '../chat/chat.js';
import { tellSilence } from '../chat/tell-silence.js';
import { actOn } from './act.js';
import { insertAct } from './act.sql.js';
import { ModerationDesk } from './moderation-desk.js';
import { mute } from './moderation.sql.js';
import { speakerNamed } from './whom.js';

@Controller()
export class UnmuteSpeakerHandler {
  constructor(private readonly desk: ModerationDesk) {}

  @Rpc(ChatModeration.method.unmute)
  handle(request: UnmuteSpeaker, caller: Caller) {
    return this.desk.in(request, caller, async ({ tx, session, now }) => {
      const speaker = await speakerNamed(tx, session, request.speakerId);
      if (!isMuted(speaker, now)) return {};
      await mute(tx, speaker, null);
      await tellSilence(tx, speaker);
      const byPersonId = personOf(caller).personId;
      await insertAct(tx, { ...actOn(speaker), actId: ActId.new(), kind: 'UNMUTE', at: now, byPersonId });
      return {};
    });
  }
}
