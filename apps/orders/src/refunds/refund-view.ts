import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Refund_Kind, Refund_Status, type RefundSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { OrderId, RefundId } from '#kernel/id.js';
import type { RefundStatus } from './refund.js';

/** A refund as it is read; amounts of its lines are text, as JSON carries them. */
export interface RefundRow {
  refundId: RefundId;
  orderId: OrderId;
  status: RefundStatus;
  kind: keyof typeof Refund_Kind;
  amountFen: bigint;
  reason: string;
  requestedAt: Date;
  decideBy: Date | null;
  approveByDefault: boolean;
  decisionReason: string;
  photoKeys: string[];
  goodsSentAt: Date | null;
  lines: { lineId: string; quantity: number; amountFen: string }[];
}

export const toRefund = (row: RefundRow): MessageInitShape<typeof RefundSchema> => ({
  refundId: row.refundId,
  orderId: row.orderId,
  status: Refund_Status[row.status],
  kind: Refund_Kind[row.kind],
  amountFen: row.amountFen,
  reason: row.reason,
  requestedAt: timestampFromDate(row.requestedAt),
  decideBy: row.decideBy ? timestampFromDate(row.decideBy) : undefined,
  approvedBySilence: row.approveByDefault,
  decisionReason: row.decisionReason,
  photoKeys: row.photoKeys,
  goodsSentAt: row.goodsSentAt ? timestampFromDate(row.goodsSentAt) : undefined,
  lines: row.lines.map((line) => ({ ...line, amountFen: BigInt(line.amountFen) })),
});
