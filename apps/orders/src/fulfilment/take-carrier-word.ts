import { Controller } from '@nestjs/common';
import { Fulfilment, type CarrierWord } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { lockOrder, setDeadline } from './fulfilment.sql.js';
import { findCarried, markDelivered } from './shipments.sql.js';
import { parseTracking } from './tracking.js';

/** A carrier knows its numbers and nothing of companies: one parcel may hold orders of several. */
@Controller()
export class TakeCarrierWordHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Fulfilment.method.takeCarrierWord)
  async handle(request: CarrierWord) {
    const tracking = parseTracking(request);

    const carried = await this.db.transaction(async (tx) => {
      const found = await findCarried(tx, tracking);
      for (const { shipmentId, ...order } of found) {
        await lockOrder(tx, order);
        await markDelivered(tx, order.companyId, [shipmentId], 'carrier');
        await setDeadline(tx, order);
      }
      return found;
    });

    return { shipments: carried.length };
  }
}
