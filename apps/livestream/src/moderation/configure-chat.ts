import { Controller } from '@nestjs/common';
import { ChatModeration, type ConfigureChat } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { assertSettings } from '../chat/chat.js';
import { settingsOf } from '../chat/chat.sql.js';
import { tellRoom } from '../room/tell-room.js';
import { actIn } from './act.js';
import { ModerationDesk } from './moderation-desk.js';
import { saveSettings } from './moderation.sql.js';

@Controller()
export class ConfigureChatHandler {
  constructor(private readonly desk: ModerationDesk) {}

  @Rpc(ChatModeration.method.configure)
  handle(request: ConfigureChat, caller: Caller) {
    const { slowModeS, mutedAll } = request;
    assertSettings({ slowModeS, mutedAll });
    return this.desk.act('CONFIGURE', request, caller, async ({ tx, session }) => {
      const before = await settingsOf(tx, session);
      await saveSettings(tx, session, { slowModeS, mutedAll });
      if (before.mutedAll !== mutedAll) await tellRoom(tx, session, { kind: 'MUTED_ALL', body: { muted: mutedAll } });
      if (before.slowModeS !== slowModeS) {
        await tellRoom(tx, session, { kind: 'SLOW_MODE', body: { seconds: slowModeS } });
      }
      const what = `slowModeS ${before.slowModeS} → ${slowModeS}, mutedAll ${before.mutedAll} → ${mutedAll}`;
      return actIn(session.companyId, session.liveSessionId, what);
    });
  }
}
