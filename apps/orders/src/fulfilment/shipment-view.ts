import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ShipmentSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';

/** A parcel as it is read; times are text where they come inside JSON. */
export interface ShipmentRow {
  shipmentId: string;
  carrier: string;
  trackingNumber: string;
  shippedAt: Date | string;
  deliveredAt: Date | string | null;
  lines: { lineId: string; quantity: number }[];
}

export const toShipment = (row: ShipmentRow): MessageInitShape<typeof ShipmentSchema> => ({
  shipmentId: row.shipmentId,
  carrier: row.carrier,
  trackingNumber: row.trackingNumber,
  lines: row.lines,
  shippedAt: timestampFromDate(new Date(row.shippedAt)),
  ...(row.deliveredAt ? { deliveredAt: timestampFromDate(new Date(row.deliveredAt)) } : {}),
});
