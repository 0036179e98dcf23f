import type { Tx } from '#database/tx.js';
import type { CompanyId } from '#kernel/id.js';
import type { OrderFilter } from './order-filter.js';
import type { OrderKey } from './order-view.sql.js';

export interface Wanted extends Omit<OrderFilter, 'phone'> {
  companyId: CompanyId;
  phoneIndex: Buffer | null;
  /** Pages go on after this order. */
  after: string;
  limit: number;
}

/**
 * A page of a company's orders, newest first, after an order: what is placed meanwhile comes before the first page and
 * moves nothing. Words of a title are looked for from the newest order on, so that what is common is found at once.
 */
export async function pageOfCompany(tx: Tx, wanted: Wanted): Promise<OrderKey[]> {
  const { companyId, status, liveSessionId, placedFrom, placedUntil, orderId, phoneIndex, title, after, limit } =
    wanted;
  // Planned for what is asked: of a plan for everything that might be asked no index of one filter is a part.
  await tx.sql`SET LOCAL plan_cache_mode = force_custom_plan`;
  return tx.sql<OrderKey>`
    SELECT company_id AS "companyId", order_id AS "orderId"
    FROM orders_like(${companyId}, ${status}, ${liveSessionId}, ${orderId}, ${phoneIndex}, ${placedFrom},
      ${placedUntil}, ${title})
    WHERE order_id < ${after} ORDER BY order_id DESC LIMIT ${limit}`;
}
