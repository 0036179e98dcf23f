import type { Row } from '../book.js';
import type { Books, Check } from '../check.js';
import type { Acknowledged } from '../client-log.js';

interface Found extends Row {
  order_id: string;
  status: string;
  total_fen: bigint;
}

const PAGE = 1_000;

/** What a client may find later, who was told the key. */
const LATER: Record<string, string[]> = {
  AWAITING_PAYMENT: ['EXPIRING', 'PAID', 'SHIPPED', 'COMPLETED', 'CANCELLED', 'EXPIRED', 'REFUNDED'],
  EXPIRING: ['PAID', 'SHIPPED', 'COMPLETED', 'CANCELLED', 'EXPIRED', 'REFUNDED'],
  PAID: ['SHIPPED', 'COMPLETED', 'REFUNDED'],
  SHIPPED: ['COMPLETED', 'REFUNDED'],
  COMPLETED: ['REFUNDED'],
  // Money may come late, and the goods be there still.
  CANCELLED: ['PAID', 'SHIPPED', 'COMPLETED', 'REFUNDED'],
  EXPIRED: ['PAID', 'SHIPPED', 'COMPLETED', 'REFUNDED'],
  REFUNDED: [],
};

const everyPromiseIsKept: Check = {
  says: 'Every order a client was told of is there, as far as it was told or further',
  async *breaches(books) {
    let page: Acknowledged[] = [];
    for await (const acknowledged of books.clientLog) {
      page.push(acknowledged);
      if (page.length < PAGE) continue;
      yield* broken(books, page);
      page = [];
    }
    yield* broken(books, page);
  },
};

export const promises = [everyPromiseIsKept];

async function* broken({ orders }: Books, told: Acknowledged[]): AsyncGenerator<Row> {
  const found = new Map<string, Found>();
  const ids = told.map(({ orderId }) => orderId);
  const rows = orders.rows<Found>(
    'SELECT order_id::text, status, total_fen FROM orders WHERE order_id = ANY($1::uuid[])',
    [ids],
  );
  for await (const row of rows) found.set(row.order_id, row);
  for (const { orderId, status, totalFen } of told) {
    const order = found.get(orderId);
    const asFar = order && (order.status === status || LATER[status]?.includes(order.status));
    const sameTotal = totalFen === undefined || order?.total_fen === BigInt(totalFen);
    if (!asFar || !sameTotal) yield { order_id: orderId, told: status, told_fen: totalFen, found: order ?? 'nothing' };
  }
}
