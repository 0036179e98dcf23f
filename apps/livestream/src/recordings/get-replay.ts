import { Controller } from '@nestjs/common';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Recordings, type GetReplay } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId } from '#kernel/id.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { findEpisodes } from '../shifts/pin-episode.sql.js';
import { CHAPTERS_MAX, chaptersOf } from './chapters.js';
import { findReplay, findTimes } from './recording.sql.js';

@Controller()
export class GetReplayHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  @Rpc(Recordings.method.replay)
  async handle(request: GetReplay) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const replay = await this.db.single((tx) => findReplay(tx, liveSessionId));
    if (!replay) throw new Problem('not_found');
    const { companyId, replayUrl, durationMs } = replay;
    const filmed = await this.db.single((tx) => findTimes(tx, replay));
    const episodes = await this.db.single((tx) => findEpisodes(tx, { companyId, liveSessionId }, CHAPTERS_MAX));
    const chapters = chaptersOf(filmed, episodes);
    const skuIds = [...new Set(chapters.map(({ skuId }) => skuId))];
    const described =
      skuIds.length > 0 ? await this.rpc.to(Products).describe({ companyId, liveSessionId, skuIds }) : undefined;
    const titles = new Map(described?.skus.map(({ skuId, title }) => [skuId, title]));
    return {
      replayUrl,
      durationMs,
      chapters: chapters.map(({ skuId, fromMs, toMs }) => ({
        skuId,
        title: titles.get(skuId) ?? '',
        fromS: fromMs / 1000,
        toS: toMs / 1000,
      })),
    };
  }
}
