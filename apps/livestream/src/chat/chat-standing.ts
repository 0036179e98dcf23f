import { Controller } from '@nestjs/common';
import { Chat, type GetChatStanding } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId, SpeakerId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { isMuted } from './chat.js';
import { findBans, findPlace, findSpeaker, settingsOf } from './chat.sql.js';
import { isCrew } from './crew.js';
import { shownEnd } from './shown.js';

@Controller()
export class ChatStandingHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Chat.method.standing)
  handle(request: GetChatStanding, caller: Caller) {
    const person = personOf(caller);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const speakerId = SpeakerId.derive(liveSessionId, person.personId);
    return this.db.transaction(async (tx) => {
      const place = await findPlace(tx, liveSessionId, person.personId);
      if (!place) throw new Problem('not_found');
      const crew = isCrew(person, place);
      const settings = await settingsOf(tx, place);
      if (crew) return { speakerId, settings, crew };

      const speaker = await findSpeaker(tx, place, speakerId);
      const muted = speaker !== undefined && isMuted(speaker, new Date());
      const { companyId } = place;
      const [ban] = await findBans(tx, [{ companyId, personId: person.personId, deviceKey: null }]);
      return {
        ...{ speakerId, settings, crew, muted, banned: ban !== undefined },
        mutedUntil: muted ? shownEnd(speaker.mutedUntil) : undefined,
        bannedUntil: shownEnd(ban?.until),
      };
    });
  }
}
