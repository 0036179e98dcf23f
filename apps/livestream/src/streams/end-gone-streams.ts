import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { CompanyId, LiveSessionId } from '#kernel/id.js';
import { Every } from '#service/every.js';
import { FlashOffers } from '../flash/flash-offers.js';
import { tellRoom } from '../room/tell-room.js';
import { isOnAir } from '../sessions/session.js';
import { lockSession } from '../sessions/session.sql.js';
import { endShow } from '../sessions/show.js';
import { ToldOffers } from '../sessions/told-offers.js';
import { sweep } from '../sweep.js';
import { viewersOf } from './media-edge.js';
import { findGone, giveUp } from './stream.sql.js';

const SWEEP_MAX = 100;

/**
 * An edge tells when a publisher has been away for a minute. One that is gone for good tells nothing: what was
 * interrupted minutes ago is ended without it.
 */
@Injectable()
export class EndGoneStreams {
  constructor(
    private readonly db: Db,
    private readonly toldOffers: ToldOffers,
    private readonly flashOffers: FlashOffers,
  ) {}

  @Every('5s')
  async look(): Promise<void> {
    const gone = await this.db.single((tx) => findGone(tx, SWEEP_MAX));
    await sweep(gone, (session) => this.end(session));
  }

  private async end({ companyId, liveSessionId }: { companyId: CompanyId; liveSessionId: LiveSessionId }) {
    const stopping = await this.db.transaction(async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      if (!(await giveUp(tx, session))) return undefined;
      const offer = isOnAir(session) ? await endShow(tx, session) : undefined;
      await tellRoom(tx, session, { kind: 'STREAM', body: { state: 'OVER', ...viewersOf('') } });
      return offer;
    });
    await this.toldOffers.tell({ companyId, liveSessionId });
    if (stopping) await this.flashOffers.close(stopping);
  }
}
