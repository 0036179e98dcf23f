import { Order_Status, type ListCompanyOrders } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { LiveSessionId, OrderId } from '#kernel/id.js';
import { parseDay, parseText } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';

/** Which of a company's orders are meant; null: all. */
export interface OrderFilter {
  status: string | null;
  liveSessionId: LiveSessionId | null;
  /** Days in China, both inclusive. */
  placedFrom: string | null;
  placedUntil: string | null;
  /** At most one of these three. */
  orderId: OrderId | null;
  phone: string | null;
  title: string | null;
}

type Asked = Pick<ListCompanyOrders, 'status' | 'liveSessionId' | 'placedFrom' | 'placedUntil' | 'q'>;

const WORDS_MAX = 60;
const PHONE = /^1\d{10}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function parseFilter({ status, liveSessionId, placedFrom, placedUntil, q }: Asked): OrderFilter {
  const filter = {
    status: parseStatus(status),
    liveSessionId: liveSessionId === '' ? null : LiveSessionId.parse(liveSessionId),
    placedFrom: placedFrom === '' ? null : parseDay(placedFrom, 'placedFrom'),
    placedUntil: placedUntil === '' ? null : parseDay(placedUntil, 'placedUntil'),
    ...parseWords(parseText(q, 'q', { max: WORDS_MAX, optional: true })),
  };
  if (filter.placedFrom && filter.placedUntil && filter.placedUntil < filter.placedFrom) {
    throw invalid('placedUntil', 'not before placedFrom');
  }
  return filter;
}

/** Null: every status. */
function parseStatus(status: Order_Status): string | null {
  if (status === Order_Status.STATUS_UNSPECIFIED) return null;
  const word = Order_Status[status];
  if (!word) throw invalid('status', 'a status of orders');
  return word;
}

/** What somebody typed into one box: a whole order id, a whole phone number, or else words of a title. */
function parseWords(words: string): Pick<OrderFilter, 'orderId' | 'phone' | 'title'> {
  const nothing = { orderId: null, phone: null, title: null };
  if (words === '') return nothing;
  if (UUID.test(words)) return { ...nothing, orderId: OrderId.parse(words, 'q') };
  if (PHONE.test(words)) return { ...nothing, phone: words };
  return { ...nothing, title: words };
}
