import { PageToken } from '#kernel/paging.js';
import type { OrderRow } from './order-view.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// Above every id: the first page begins with the newest order.
const TOP = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The order after which a page begins; order ids sort by the time they were made. */
export const parseAfter = (token: string): string => PageToken.parse(token, [UUID])?.[0] ?? TOP;

export function nextToken(rows: OrderRow[], limit: number): string {
  const last = rows.at(-1);
  return last && rows.length === limit ? PageToken.of(last.orderId) : '';
}
