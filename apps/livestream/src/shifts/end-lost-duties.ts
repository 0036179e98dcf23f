import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { tellRoom } from '../room/tell-room.js';
import { lockSession } from '../sessions/session.sql.js';
import { sweepPages } from '../sweep.js';
import { endDuty, findAllOnDuty, findOnDuty, type OnDuty } from './duty.sql.js';
import { HostsOfCompany } from './hosts-of-company.js';

/** Whoever is no host of the company any more goes off duty within seconds, also in the middle of a show. */
@Injectable()
export class EndLostDuties {
  constructor(
    private readonly db: Db,
    private readonly hosts: HostsOfCompany,
  ) {}

  @Every('3s')
  async look(): Promise<void> {
    await sweepPages(
      (after, size) => this.db.single((tx) => findAllOnDuty(tx, after, size)),
      ({ dutyId }) => dutyId,
      (duty) => this.check(duty),
    );
  }

  private async check(duty: OnDuty): Promise<void> {
    if (await this.hosts.has(duty.companyId, duty.personId)) return;
    await this.db.ofCompany(duty.companyId, async (tx) => {
      const session = await lockSession(tx, duty.companyId, duty.liveSessionId);
      // Somebody else may have taken over while identity was asked.
      const onDuty = await findOnDuty(tx, session);
      if (onDuty?.dutyId !== duty.dutyId) return;
      await endDuty(tx, session, 'MEMBERSHIP_ENDED');
      await tellRoom(tx, session, { kind: 'HOST_CHANGED', body: {} });
    });
  }
}
