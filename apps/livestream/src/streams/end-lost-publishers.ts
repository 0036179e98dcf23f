import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { lockSession } from '../sessions/session.sql.js';
import { HostsOfCompany } from '../shifts/hosts-of-company.js';
import { sweepPages } from '../sweep.js';
import { denyBelow, findStream, findStreaming, kickPublisher, type Streaming } from './stream.sql.js';
import { tellEdges } from './tell-edges.js';

/** Whoever is no host of the company any more is shown out within seconds, also in the middle of a show. */
@Injectable()
export class EndLostPublishers {
  constructor(
    private readonly db: Db,
    private readonly hosts: HostsOfCompany,
  ) {}

  @Every('3s')
  async look(): Promise<void> {
    await sweepPages(
      (after, size) => this.db.single((tx) => findStreaming(tx, after, size)),
      ({ liveSessionId }) => liveSessionId,
      (streaming) => this.check(streaming),
    );
  }

  private async check({ companyId, liveSessionId, publishId, personId }: Streaming): Promise<void> {
    if (await this.hosts.has(companyId, personId)) return;
    await this.db.transaction(async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      const stream = await findStream(tx, session);
      // Somebody else may have taken over while identity was asked; and who is denied already is so once.
      if (stream?.publishId !== publishId || stream.deniedBelow > stream.lastSerial) return;
      await denyBelow(tx, session, stream.lastSerial + 1n);
      await kickPublisher(tx, session);
      await tellEdges(tx, session);
    });
  }
}
