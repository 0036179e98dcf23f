import { Controller } from '@nestjs/common';
import { Fulfilment, type MarkDeliveredRequest } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Order_Status } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, ShipmentId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { lockOrder, setDeadline } from './fulfilment.sql.js';
import { toShipment } from './shipment-view.js';
import { markDelivered, readShipment } from './shipments.sql.js';

@Controller()
export class MarkDeliveredHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Fulfilment.method.markDelivered)
  async handle(request: MarkDeliveredRequest) {
    const companyId = CompanyId.parse(request.companyId);
    const shipmentId = ShipmentId.parse(request.shipmentId);

    const shipment = await this.db.ofCompany(companyId, async (tx) => {
      const found = await readShipment(tx, companyId, shipmentId);
      if (!found) throw new Problem('not_found');
      const order = { companyId, orderId: found.orderId };
      await lockOrder(tx, order);
      await markDelivered(tx, companyId, [shipmentId], 'packer');
      await setDeadline(tx, order);
      return (await readShipment(tx, companyId, shipmentId)) ?? found;
    });

    return { shipment: toShipment(shipment), orderStatus: Order_Status[shipment.orderStatus] };
  }
}
