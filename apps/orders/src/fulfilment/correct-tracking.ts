import { Controller } from '@nestjs/common';
import { Fulfilment, type CorrectTrackingRequest } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Order_Status } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, ShipmentId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { readCarriers } from './fulfilment.sql.js';
import { toShipment } from './shipment-view.js';
import { correctTracking, readShipment } from './shipments.sql.js';
import { assertTracking, parseTracking } from './tracking.js';

@Controller()
export class CorrectTrackingHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Fulfilment.method.correctTracking)
  async handle(request: CorrectTrackingRequest, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const shipmentId = ShipmentId.parse(request.shipmentId);
    const tracking = parseTracking(request);
    const packer = personOf(caller).personId;

    const shipment = await this.db.ofCompany(companyId, async (tx) => {
      assertTracking(await readCarriers(tx), tracking);
      await correctTracking(tx, companyId, shipmentId, tracking, packer);
      return readShipment(tx, companyId, shipmentId);
    });

    if (!shipment) throw new Problem('not_found');
    return { shipment: toShipment(shipment), orderStatus: Order_Status[shipment.orderStatus] };
  }
}
