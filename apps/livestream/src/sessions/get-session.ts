import { Controller } from '@nestjs/common';
import { LiveSessions, type GetLiveSession } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { SessionViews } from './session-views.js';

/** Shows drafts as well, to whoever has their id: the seller who prepares one, and whom they send it to. */
@Controller()
export class GetSessionHandler {
  constructor(private readonly views: SessionViews) {}

  @Rpc(LiveSessions.method.get)
  handle(request: GetLiveSession) {
    return this.views.answer(LiveSessionId.parse(request.liveSessionId));
  }
}
