import { Injectable } from '@nestjs/common';
import { PiecesGivenUpSchema, type PiecesGivenUp } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { takeBack } from './returns.sql.js';

const CONSUMER = 'catalog-take-pieces-back';

/** What was sold and never shipped can be sold again: from the list stock, also if a flash offer had sold it. */
@Injectable()
export class OnPiecesGivenUp {
  constructor(private readonly db: Db) {}

  @OnEvent(PiecesGivenUpSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<PiecesGivenUp>[]): Promise<void> {
    const pieces = events.flatMap(({ eventId, message }) =>
      message.lines.flatMap(({ skuId, allocations }) =>
        allocations.map(({ lotId, pieces: count }) => {
          const { companyId, refundId } = message;
          return { eventId, companyId, refundId, skuId, lotId, pieces: count };
        }),
      ),
    );
    const eventIds = events.map(({ eventId }) => eventId);
    await this.db.single((tx) => takeBack(tx, CONSUMER, eventIds, pieces));
  }
}
