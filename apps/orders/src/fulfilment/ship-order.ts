import { Controller } from '@nestjs/common';
import { Fulfilment, type ShipOrder } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Order_Status } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { contentHash } from '#kernel/hash.js';
import { CompanyId, LineId, OrderId, ShipmentId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { lockOrder, moveOnIfAllLeft, readCarriers } from './fulfilment.sql.js';
import { assertFits, assertPackable, assertWeighed, type ParcelLine } from './parcel.js';
import { toShipment } from './shipment-view.js';
import { readShipment, writeShipment, type NewShipment, type Shipment } from './shipments.sql.js';
import { assertTracking, parseTracking } from './tracking.js';

// An order has at most so many.
const LINES_MAX = 50;

@Controller()
export class ShipOrderHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Fulfilment.method.ship)
  async handle(request: ShipOrder, caller: Caller) {
    const wanted = parse(request);
    const { companyId, shipmentId } = wanted;
    const packer = personOf(caller).personId;

    const shipment = await this.db.ofCompany(companyId, async (tx) => {
      const order = await lockOrder(tx, wanted);
      if (!order) throw new Problem('not_found');
      const earlier = await readShipment(tx, companyId, shipmentId);
      if (earlier) return assertSame(earlier, wanted);

      assertTracking(await readCarriers(tx), wanted);
      assertPackable(order);
      assertFits(order.lines, wanted.lines);
      assertWeighed(order.lines, wanted.lines);
      if (!(await writeShipment(tx, wanted, packer))) throw new Problem('request.repeated_differently');
      await moveOnIfAllLeft(tx, wanted);
      return readShipment(tx, companyId, shipmentId);
    });

    if (!shipment) throw new Error(`Shipment ${shipmentId} was not written`);
    return { shipment: toShipment(shipment), orderStatus: Order_Status[shipment.orderStatus] };
  }
}

function parse(request: ShipOrder): NewShipment {
  const parcel = {
    companyId: CompanyId.parse(request.companyId),
    orderId: OrderId.parse(request.orderId),
    shipmentId: ShipmentId.parse(request.shipmentId),
    ...parseTracking(request),
    lines: parseLines(request.lines),
  };
  return { ...parcel, contentHash: contentHash(parcel) };
}

function parseLines(lines: ShipOrder['lines']): ParcelLine[] {
  if (lines.length === 0 || lines.length > LINES_MAX) throw invalid('lines', `1 to ${LINES_MAX} lines`);
  const parcel = lines.map(({ lineId, quantity }, at) => {
    if (quantity < 1) throw invalid(`lines[${at}].quantity`, 'at least one piece');
    return { lineId: LineId.parse(lineId, `lines[${at}].lineId`), quantity };
  });
  if (new Set(parcel.map(({ lineId }) => lineId)).size < parcel.length) throw invalid('lines', 'each line once');
  return parcel;
}

function assertSame(earlier: Shipment, { contentHash }: NewShipment): Shipment {
  if (earlier.contentHash !== contentHash) throw new Problem('request.repeated_differently');
  return earlier;
}
