import { Controller, Inject } from '@nestjs/common';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Recordings, type ListClips } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { CLIP_MAX_MS, signClip } from '#kernel/clip-link.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import type { StreamKeySecrets } from '#kernel/stream-key.js';
import { Rpc } from '#messaging/rpc.js';
import { SETTINGS } from '#service/settings.js';
import type { LivestreamSettings } from '../config.js';
import { inSeconds, piecesOf } from './chapters.js';
import { Replays } from './replays.js';

const GOOD_FOR_MS = 3_600_000;

@Controller()
export class ListClipsHandler {
  private readonly secrets: StreamKeySecrets;

  constructor(
    private readonly replays: Replays,
    @Inject(SETTINGS) { streamKeySecrets }: Partial<LivestreamSettings>,
  ) {
    this.secrets = streamKeySecrets ?? new Map();
  }

  @Rpc(Recordings.method.clips)
  async handle(request: ListClips) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const { replayUrl, chapters } = await this.replays.of(liveSessionId, CompanyId.parse(request.companyId));
    const expiresAt = new Date(Date.now() + GOOD_FOR_MS);
    const clips = chapters
      .flatMap((chapter) => piecesOf(chapter, CLIP_MAX_MS))
      .map((piece) => {
        const link = signClip(this.secrets, { liveSessionId, fromMs: piece.fromMs, toMs: piece.toMs }, expiresAt);
        return { ...inSeconds(piece), url: new URL(`clip.mp4?${link}`, replayUrl).href };
      });
    return { clips, expiresAt: timestampFromDate(expiresAt) };
  }
}
