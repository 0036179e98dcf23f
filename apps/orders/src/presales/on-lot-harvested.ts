import { Controller } from '@nestjs/common';
import { LotHarvestedSchema, type LotHarvested } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LotId } from '#kernel/id.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { noteHarvests } from './presales.sql.js';
import { ShareHarvests } from './share-harvests.js';

const CONSUMER = 'orders-keep-promises';

/** What was sold before it grew is there, or less of it. */
@Controller()
export class OnLotHarvested {
  constructor(
    private readonly db: Db,
    private readonly share: ShareHarvests,
  ) {}

  @OnEvent(LotHarvestedSchema, CONSUMER)
  async handle(events: Arrived<LotHarvested>[]): Promise<void> {
    const harvests = events.map(({ message: { companyId, lotId, harvestedOn, massG } }) => {
      return { companyId: CompanyId.parse(companyId), lotId: LotId.parse(lotId), harvestedOn, massG };
    });
    await this.db.apply(CONSUMER, events, (tx) => noteHarvests(tx, harvests));
    await this.share.sweep();
  }
}
