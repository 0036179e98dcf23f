import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Injectable } from '@nestjs/common';
import { Offers, type FlashAnswer } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import type { FlashOfferSchema } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { tellRoom } from '../room/tell-room.js';
import { lockSession } from '../sessions/session.sql.js';
import { sweep } from '../sweep.js';
import { isRefusal, type FlashOffer } from './flash-offer.js';
import { findUnsettled, forgetRefused, markClosed, markOpen } from './flash-offer.sql.js';

const SWEEP_MAX = 100;

type Shown = MessageInitShape<typeof FlashOfferSchema>;

/** Brings a flash offer and the catalog's mind of it together; every step may be repeated. */
@Injectable()
export class FlashOffers {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  /** STARTING → OPEN. Problems: those of Offers.OpenFlash. */
  async open(offer: FlashOffer): Promise<Shown> {
    const answer = await this.askToOpen(offer);
    if (answer.status === 'CLOSED') return this.closed(offer);

    const endsAt = answer.endsAt ? timestampDate(answer.endsAt) : new Date(0);
    const opened = await this.db.transaction((tx) => tellOpen(tx, offer, endsAt));
    // Somebody stopped it meanwhile, and may have asked the catalog before we did.
    if (!opened) return this.close(offer);
    return shown({ ...offer, status: 'OPEN', endsAt }, answer.left);
  }

  /** STOPPING, or over → CLOSED. */
  async close(offer: FlashOffer): Promise<Shown> {
    const { companyId, offerId } = offer;
    await this.rpc.to(Offers).closeFlash({ companyId, offerId }).catch(unlessUnknown);
    return this.closed(offer);
  }

  /** As it stands, for whoever asks again after its end. */
  async closed(offer: FlashOffer): Promise<Shown> {
    await this.db.transaction((tx) => tellClosed(tx, offer));
    return shown({ ...offer, status: 'CLOSED' }, 0);
  }

  @Every('1s')
  async resume(): Promise<void> {
    const unsettled = await this.db.single((tx) => findUnsettled(tx, SWEEP_MAX));
    await sweep(unsettled, (offer) =>
      offer.status === 'STARTING' ? this.open(offer).catch(unlessRefused) : this.close(offer),
    );
  }

  private async askToOpen(offer: FlashOffer): Promise<FlashAnswer> {
    const { companyId, liveSessionId, offerId, skuId, priceFen, share, perBuyerLimit, lastsS } = offer;
    try {
      return await this.rpc
        .to(Offers)
        .openFlash({ companyId, liveSessionId, offerId, skuId, priceFen, share, perBuyerLimit, lastsS });
    } catch (error) {
      if (isRefusal(Problem.from(error))) await this.db.single((tx) => forgetRefused(tx, offer));
      throw error;
    }
  }
}

/** False if it was stopped while the catalog was asked. The session first: so whoever stops it locks, too. */
async function tellOpen(tx: Tx, offer: FlashOffer, endsAt: Date): Promise<boolean> {
  await lockSession(tx, offer.companyId, offer.liveSessionId);
  const was = await markOpen(tx, offer, endsAt);
  if (was === 'STARTING') {
    const { offerId, skuId, share, perBuyerLimit } = offer;
    const body = {
      offerId,
      skuId,
      priceFen: String(offer.priceFen),
      share,
      perBuyerLimit,
      endsAt: endsAt.toISOString(),
    };
    await tellRoom(tx, offer, { kind: 'FLASH_OPENED', body });
  }
  return was !== undefined;
}

/** What was never open has no end that buyers need to hear of. */
async function tellClosed(tx: Tx, offer: FlashOffer): Promise<void> {
  const { companyId, liveSessionId, offerId, skuId } = offer;
  await lockSession(tx, companyId, liveSessionId);
  if (await markClosed(tx, offer)) await tellRoom(tx, offer, { kind: 'FLASH_CLOSED', body: { offerId, skuId } });
}

const shown = (
  { offerId, skuId, priceFen, share, perBuyerLimit, status, endsAt }: FlashOffer,
  left: number,
): Shown => ({
  offerId,
  skuId,
  priceFen,
  share,
  perBuyerLimit,
  left,
  endsAt: endsAt ? timestampFromDate(endsAt) : undefined,
  status,
});

/** What was stopped before the catalog ever heard of it needs no end there. */
function unlessUnknown(error: unknown): void {
  if (Problem.from(error).code !== 'not_found') throw error;
}

/** A refused offer is forgotten by now, and whoever asked for it will ask again. */
function unlessRefused(error: unknown): void {
  if (!isRefusal(Problem.from(error))) throw error;
}
