import { Controller } from '@nestjs/common';
import { Chat, type ListChat } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { findPlace, lastLines, settingsOf } from './chat.sql.js';
import { shownLine } from './shown.js';

@Controller()
export class ListChatHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Chat.method.list)
  handle(request: ListChat) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    return this.db.transaction(async (tx) => {
      const place = await findPlace(tx, liveSessionId, null);
      if (!place) throw new Problem('not_found');
      return { lines: (await lastLines(tx, place)).map(shownLine), settings: await settingsOf(tx, place) };
    });
  }
}
