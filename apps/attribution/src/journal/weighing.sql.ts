import { create, fromJson, toJson, type JsonValue } from '@bufbuild/protobuf';
import { OrderWeighedSchema } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import type { Tx } from '#database/tx.js';
import { parseWeighing, type Weighing } from './weighing.js';

export async function parkWeighing(tx: Tx, weighing: Weighing): Promise<void> {
  const { companyId, orderId, weighingId } = weighing;
  const event = toJson(OrderWeighedSchema, create(OrderWeighedSchema, weighing));
  await tx.sql`
    INSERT INTO parked_weighing (company_id, weighing_id, order_id, event)
    VALUES (${companyId}, ${weighingId}, ${orderId}, ${JSON.stringify(event)}::jsonb) ON CONFLICT DO NOTHING`;
}

/** Those whose orders are in the books by now, in the order in which they came. */
export async function parkedWeighings(tx: Tx, limit: number): Promise<Weighing[]> {
  const rows = await tx.sql<{ event: JsonValue }>`
    SELECT event FROM parked_weighing AS parked
    WHERE EXISTS (SELECT FROM journal WHERE journal.order_id = parked.order_id
                  AND journal.company_id = parked.company_id AND kind = 'order_paid')
    ORDER BY parked_at LIMIT ${limit}`;
  return rows.map(({ event }) => parseWeighing(fromJson(OrderWeighedSchema, event)));
}

/** Takes these; whoever comes second finds none. */
export async function unpark(tx: Tx, weighings: Weighing[]): Promise<Weighing[]> {
  const rows = await tx.sql<{ weighingId: string }>`
    DELETE FROM parked_weighing
    WHERE (company_id, weighing_id) IN (SELECT * FROM unnest(
      ${weighings.map(({ companyId }) => companyId)}::uuid[], ${weighings.map(({ weighingId }) => weighingId)}::uuid[]))
    RETURNING weighing_id AS "weighingId"`;
  const taken = new Set(rows.map(({ weighingId }) => weighingId));
  return weighings.filter(({ weighingId }) => taken.has(weighingId));
}
