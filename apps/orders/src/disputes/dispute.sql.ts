import type { MessageInitShape } from '@bufbuild/protobuf';
import { DisputeMoved_Step, DisputeMovedSchema } from '#contracts/tianjian/orders/v1/provider_account_pb.js';
import type { Tx } from '#database/tx.js';
import { DisputeId, type CompanyId, type OrderId, type PaymentId } from '#kernel/id.js';
import type { DisputeState, DisputeStep } from './dispute.js';

// Weeks pass until a dispute is decided; events tell of it much sooner than this.
const PAUSE_S = 3_600;

export interface KnownDispute extends DisputeState {
  companyId: CompanyId;
  disputeId: DisputeId;
  orderId: OrderId;
  paymentId: PaymentId;
}

/** The dispute's row, made if it is new, under lock. Undefined: of no payment of ours. */
export async function lockDispute(
  tx: Tx,
  provider: string,
  { ref, paymentRef }: { ref: string; paymentRef: string | null },
): Promise<KnownDispute | undefined> {
  const disputeId = DisputeId.derive(provider, ref);
  await tx.sql`
    INSERT INTO dispute (company_id, dispute_id, order_id, payment_id, provider, ref)
    SELECT company_id, ${disputeId}, order_id, payment_id, ${provider}, ${ref}
    FROM provider_ref r WHERE r.provider = ${provider} AND r.ref = ${paymentRef}
    ON CONFLICT DO NOTHING`;
  const [dispute] = await tx.sql<KnownDispute>`
    SELECT d.company_id AS "companyId", dispute_id AS "disputeId", d.order_id AS "orderId",
      d.payment_id AS "paymentId", d.status, held_fen AS "heldFen"
    FROM provider_ref r JOIN dispute d ON d.company_id = r.company_id AND d.dispute_id = ${disputeId}
    WHERE r.provider = ${provider} AND r.ref = ${paymentRef} FOR UPDATE OF d`;
  return dispute;
}

export async function writeDispute(tx: Tx, dispute: KnownDispute, after: DisputeState, steps: DisputeStep[]) {
  const { companyId, disputeId, orderId, paymentId } = dispute;
  await tx.sql`
    UPDATE dispute SET status = ${after.status}::text, held_fen = ${after.heldFen},
      ended_at = CASE WHEN ${after.status}::text IN ('WON', 'LOST') THEN now() END,
      due_at = CASE WHEN ${after.status}::text IN ('OPEN', 'HELD') THEN now() + ${PAUSE_S} * interval '1 second' END
    WHERE company_id = ${companyId} AND dispute_id = ${disputeId}`;
  const events = steps.map(({ step, amountFen, feeFen }): MessageInitShape<typeof DisputeMovedSchema> => {
    return { disputeId, orderId, companyId, paymentId, step: DisputeMoved_Step[step], amountFen, feeFen };
  });
  if (events.length > 0) await tx.publish(DisputeMovedSchema, events);
}

export function takeDueDisputes(tx: Tx, provider: string, limit: number): Promise<{ ref: string }[]> {
  return tx.sql<{ ref: string }>`
    WITH due AS (
      SELECT company_id, dispute_id FROM dispute WHERE due_at <= now() AND provider = ${provider}
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE dispute d SET due_at = now() + ${PAUSE_S} * interval '1 second'
    FROM due WHERE (d.company_id, d.dispute_id) = (due.company_id, due.dispute_id)
    RETURNING d.ref`;
}
