import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import type {
  PastLine,
  PastOrder as Message,
  TakeOverPastOrders,
} from '#contracts/tianjian/orders/v1/past_orders_pb.js';
import { Fen } from '#kernel/fen.js';
import { contentHash } from '#kernel/hash.js';
import { CompanyId, LiveSessionId, LotId, OrderId, PaymentId, PersonId, SkuId } from '#kernel/id.js';
import { Quantity } from '#kernel/measures.js';
import { parseText } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';
import { parseAddress, type Address } from '../address/address.js';
import { parseTracking, type Tracking } from '../fulfilment/tracking.js';

const ORDERS_MAX = 500;
const LINES_MAX = 50;
const WORD_MAX = 100;

/** An order that is over. */
export interface PastOrder extends Tracking {
  companyId: CompanyId;
  orderId: OrderId;
  buyerId: PersonId;
  liveSessionId: LiveSessionId | null;
  lines: { skuId: SkuId; lotId: LotId; quantity: Quantity; priceFen: Fen }[];
  freightFen: Fen;
  address: Address;
  payment: { paymentId: PaymentId; provider: string; ref: string };
  placedAt: Date;
  paidAt: Date;
  shippedAt: Date;
  deliveredAt: Date;
  completedAt: Date;
  contentHash: string;
}

export function parsePastOrders({ companyId, orders }: TakeOverPastOrders): PastOrder[] {
  if (orders.length < 1 || orders.length > ORDERS_MAX) throw invalid('orders', `1 to ${ORDERS_MAX}`);
  const company = CompanyId.parse(companyId);
  const parsed = orders.map((order, at) => parseOrder(company, order, `orders[${at}]`));
  if (new Set(parsed.map(({ orderId }) => orderId)).size < parsed.length) throw invalid('orders', 'each order once');
  return parsed;
}

function parseOrder(companyId: CompanyId, order: Message, at: string): PastOrder {
  const content = {
    companyId,
    orderId: OrderId.parse(order.orderId, `${at}.orderId`),
    buyerId: PersonId.parse(order.buyerId, `${at}.buyerId`),
    liveSessionId: order.liveSessionId === '' ? null : LiveSessionId.parse(order.liveSessionId, `${at}.liveSessionId`),
    lines: parseLines(order.lines, `${at}.lines`),
    freightFen: Fen.parse(order.freightFen, `${at}.freightFen`),
    address: parseAddress(order.shippingAddress),
    payment: {
      paymentId: PaymentId.parse(order.payment?.paymentId ?? '', `${at}.payment.paymentId`),
      provider: parseText(order.payment?.provider ?? '', `${at}.payment.provider`, { max: WORD_MAX }),
      ref: parseText(order.payment?.ref ?? '', `${at}.payment.ref`, { max: WORD_MAX }),
    },
    ...parseTracking(order),
    ...parseTimes(order, at),
  };
  return { ...content, contentHash: contentHash(content) };
}

function parseLines(lines: PastLine[], at: string) {
  if (lines.length < 1 || lines.length > LINES_MAX) throw invalid(at, `1 to ${LINES_MAX} lines`);
  const parsed = lines.map(({ skuId, lotId, quantity, priceFen }, line) => ({
    skuId: SkuId.parse(skuId, `${at}[${line}].skuId`),
    lotId: LotId.parse(lotId, `${at}[${line}].lotId`),
    quantity: Quantity.parse(quantity, `${at}[${line}].quantity`),
    priceFen: Fen.parsePrice(priceFen, `${at}[${line}].priceFen`),
  }));
  if (new Set(parsed.map(({ skuId }) => skuId)).size < parsed.length) throw invalid(at, 'each SKU once');
  return parsed;
}

/** In the order in which they must have come. */
function parseTimes(order: Message, at: string) {
  const times = {
    placedAt: parseTime(order.placedAt, `${at}.placedAt`),
    paidAt: parseTime(order.paidAt, `${at}.paidAt`),
    shippedAt: parseTime(order.shippedAt, `${at}.shippedAt`),
    deliveredAt: parseTime(order.deliveredAt, `${at}.deliveredAt`),
    completedAt: parseTime(order.completedAt, `${at}.completedAt`),
  };
  const [...inOrder] = Object.entries(times);
  for (const [index, [name, moment]] of inOrder.entries()) {
    const earlier = inOrder[index - 1];
    if (earlier && moment < earlier[1]) throw invalid(`${at}.${name}`, `not before ${earlier[0]}`);
  }
  return times;
}

function parseTime(time: Timestamp | undefined, at: string): Date {
  if (!time) throw invalid(at, 'a moment');
  return timestampDate(time);
}
