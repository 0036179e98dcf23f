import { Controller } from '@nestjs/common';
import { Recordings, type GetReplay } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { inSeconds } from './chapters.js';
import { Replays } from './replays.js';

@Controller()
export class GetReplayHandler {
  constructor(private readonly replays: Replays) {}

  @Rpc(Recordings.method.replay)
  async handle(request: GetReplay) {
    const { replayUrl, durationMs, chapters } = await this.replays.of(LiveSessionId.parse(request.liveSessionId));
    return { replayUrl, durationMs, chapters: chapters.map(inSeconds) };
  }
}
