import type { Tx } from '#database/tx.js';
import type { PersonId } from '#kernel/id.js';
import type { OrderKey } from '../orders/order-view.sql.js';

/** Somebody of the company saw who buys and where they live: written down before they see it. */
export async function writeLooks(
  tx: Tx,
  orders: OrderKey[],
  personId: PersonId,
  place: 'order' | 'list' | 'export',
): Promise<void> {
  if (orders.length === 0) return;
  await tx.sql`
    INSERT INTO address_look (company_id, order_id, person_id, place)
    SELECT company_id, order_id, ${personId}::uuid, ${place}::text
    FROM unnest(${orders.map((one) => one.companyId)}::uuid[], ${orders.map((one) => one.orderId)}::uuid[])
      AS o (company_id, order_id)`;
}
