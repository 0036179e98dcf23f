import { Injectable } from '@nestjs/common';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import type { CompanyId, LiveSessionId } from '#kernel/id.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';
import { findEpisodes } from '../shifts/pin-episode.sql.js';
import { CHAPTERS_MAX, chaptersOf, type Chapter } from './chapters.js';
import { findReplay, findTimes } from './recording.sql.js';

export interface Replay {
  companyId: CompanyId;
  replayUrl: string;
  durationMs: bigint;
  chapters: (Chapter & { title: string })[];
}

/** What there is to be seen of sessions that are over. */
@Injectable()
export class Replays {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  /** Problems: not_found, also where it is another company's. */
  async of(liveSessionId: LiveSessionId, ofCompany?: CompanyId): Promise<Replay> {
    const replay = await this.db.single((tx) => findReplay(tx, liveSessionId));
    if (!replay || (ofCompany !== undefined && replay.companyId !== ofCompany)) throw new Problem('not_found');
    const { companyId, replayUrl, durationMs } = replay;
    const filmed = await this.db.single((tx) => findTimes(tx, replay));
    const episodes = await this.db.single((tx) => findEpisodes(tx, { companyId, liveSessionId }, CHAPTERS_MAX));
    const chapters = chaptersOf(filmed, episodes);
    const skuIds = [...new Set(chapters.map(({ skuId }) => skuId))];
    const described =
      skuIds.length > 0 ? await this.rpc.to(Products).describe({ companyId, liveSessionId, skuIds }) : undefined;
    const titles = new Map(described?.skus.map(({ skuId, title }) => [skuId, title]));
    return {
      companyId,
      replayUrl,
      durationMs,
      chapters: chapters.map((chapter) => ({ ...chapter, title: titles.get(chapter.skuId) ?? '' })),
    };
  }
}
