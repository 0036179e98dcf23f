import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Injectable } from '@nestjs/common';
import { Products, type DescribedSku, type DescribedSkus } from '#contracts/tianjian/catalog/v1/products_pb.js';
import {
  LiveSession_Status,
  type FlashOfferSchema,
  type LiveSessionSchema,
} from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import type { LiveSessionId } from '#kernel/id.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';
import { toStream } from '../streams/stream-view.js';
import { BAG_MAX } from './session.js';
import { findShown, type ShownSession } from './shown-session.sql.js';

// A card shows a few goods; a hundred full bags would be no page but a flood.
export const PREVIEW_MAX = 6;
const DESCRIBED_AT_ONCE = 8;

/** Puts together what livestream knows of a session and what the catalog knows of its bag. */
@Injectable()
export class SessionViews {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  /** The answer of every verb of a session, read after its commit. Problems: not_found. */
  async answer(liveSessionId: LiveSessionId) {
    const session = await this.db.single((tx) => findShown(tx, liveSessionId, BAG_MAX));
    if (!session) throw new Problem('not_found');
    return { session: await this.show(session) };
  }

  /** A page of them, some at a time. */
  async showAll(page: ShownSession[]) {
    const shown = [];
    for (let at = 0; at < page.length; at += DESCRIBED_AT_ONCE) {
      const some = page.slice(at, at + DESCRIBED_AT_ONCE);
      shown.push(...(await Promise.all(some.map((session) => this.show(session)))));
    }
    return shown;
  }

  async show(session: ShownSession): Promise<MessageInitShape<typeof LiveSessionSchema>> {
    const { companyId, liveSessionId, accountId, title, skuIds } = session;
    const described =
      skuIds.length > 0 ? await this.rpc.to(Products).describe({ companyId, liveSessionId, skuIds }) : undefined;
    return {
      companyId,
      liveSessionId,
      accountId,
      title,
      status: LiveSession_Status[session.status],
      startsAt: session.startsAt ? timestampFromDate(session.startsAt) : undefined,
      bag: bagOf(session, described),
      pinnedSkuId: session.pinnedSkuId ?? '',
      flashOffer: flashOf(session, described),
      stream: streamOf(session),
    };
  }
}

/** A SKU of the catalog in a room's bag. */
export const toItem = ({ skuId, title, priceFen, available, preSale }: DescribedSku) => ({
  ...{ skuId, title, priceFen, available, preSale },
});

/** In the order of the bag, whatever order the catalog answers in. */
function bagOf({ skuIds }: ShownSession, described: DescribedSkus | undefined) {
  const bySku = new Map(described?.skus.map((sku) => [sku.skuId, sku]));
  return skuIds.flatMap((skuId) => {
    const sku = bySku.get(skuId);
    return sku ? [toItem(sku)] : [];
  });
}

function streamOf({ streamState, playUrl, recordedFrom, replayUrl }: ShownSession) {
  return streamState === null
    ? undefined
    : toStream({ state: streamState, playUrl, recordedFrom, replayUrl: replayUrl ?? '' });
}

function flashOf(session: ShownSession, described: DescribedSkus | undefined) {
  if (session.offerId === null) return undefined;
  const left = described?.flash?.offerId === session.offerId ? described.flash.left : 0;
  return {
    offerId: session.offerId,
    skuId: session.offerSkuId,
    priceFen: session.offerPriceFen,
    share: session.offerShare,
    perBuyerLimit: session.offerPerBuyerLimit,
    left,
    endsAt: session.offerEndsAt ? timestampFromDate(session.offerEndsAt) : undefined,
    status: session.offerStatus,
  } satisfies MessageInitShape<typeof FlashOfferSchema>;
}
