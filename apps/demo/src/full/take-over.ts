import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { PastOrders, type PastOrderSchema } from '#contracts/tianjian/orders/v1/past_orders_pb.js';
import { OrderId, PaymentId, PersonId, type CompanyId } from '#kernel/id.js';
import type { RpcClient } from '#messaging/rpc-client.js';
import { untilDone } from './patience.js';
import { fenIn, fromShanghai, readExport, type ExportRow } from './shop-export.js';
import type { Wallet, WalletPayment } from './wallet.js';

const ORDERS_AT_ONCE = 250;
const IN_FLIGHT = 3;

export interface Progress {
  orders: number;
  lines: number;
}

interface Part {
  orders: MessageInitShape<typeof PastOrderSchema>[];
  payments: WalletPayment[];
  lines: number;
}

/** Takes an export over: a part of it at a time, a few parts on their way at once. Safe to repeat. */
export async function takeOver(
  file: string,
  { companyId, operator, wallet }: { companyId: CompanyId; operator: RpcClient; wallet: Wallet },
  told: (progress: Progress) => void,
): Promise<Progress> {
  const progress = { orders: 0, lines: 0 };
  const onTheWay = new Set<Promise<void>>();
  const orders = operator.to(PastOrders);
  const takePart = async (part: Part) => {
    await untilDone(() => wallet.takeOver(part.payments));
    await untilDone(() => orders.takeOver({ companyId, orders: part.orders }));
    progress.orders += part.orders.length;
    progress.lines += part.lines;
    told(progress);
  };

  for await (const part of partsOf(file, companyId)) {
    const going = takePart(part).finally(() => onTheWay.delete(going));
    going.catch(() => {}); // It is thrown where it is waited for.
    onTheWay.add(going);
    if (onTheWay.size >= IN_FLIGHT) await Promise.race(onTheWay);
  }
  await Promise.all(onTheWay);
  return progress;
}

/** Reads an export as what it will be taken over as. */
export async function* partsOf(file: string, companyId: CompanyId): AsyncGenerator<Part> {
  let part: Part = { orders: [], payments: [], lines: 0 };
  for await (const rows of readExport(file)) {
    const { order, payment } = orderOf(companyId, rows);
    part.orders.push(order);
    part.payments.push(payment);
    part.lines += rows.length;
    if (part.orders.length < ORDERS_AT_ONCE) continue;
    yield part;
    part = { orders: [], payments: [], lines: 0 };
  }
  if (part.orders.length > 0) yield part;
}

/** Whatever is made of an order is named after its number: read again, it is the same. */
function orderOf(companyId: CompanyId, rows: ExportRow[]) {
  const [row] = rows;
  if (!row) throw new Error('an order without lines');
  const placedAt = fromShanghai(row.placedAt);
  const paidAt = fromShanghai(row.paidAt);
  const orderId = OrderId.deriveAt(placedAt, companyId, 'shop', row.order);
  const paymentId = PaymentId.deriveAt(placedAt, companyId, 'shop', row.order);
  const buyerId = PersonId.derive(companyId, 'shop', row.buyer);
  const freightFen = fenIn(row.freight);
  const lines = rows.map(({ sku, lot, pieces, price }) => ({
    skuId: sku,
    lotId: lot,
    quantity: Number(pieces),
    priceFen: fenIn(price),
  }));
  const amountFen = lines.reduce((sum, line) => sum + line.priceFen * BigInt(line.quantity), freightFen);
  const order: Part['orders'][number] = {
    ...{ orderId, buyerId, liveSessionId: row.session, lines, freightFen },
    shippingAddress: { name: row.name, phone: row.phone, regionCode: row.region, detail: row.detail },
    payment: { paymentId, provider: 'sandbox', ref: `past_${paymentId}` },
    carrier: row.carrier,
    trackingNumber: row.tracking,
    placedAt: timestampFromDate(placedAt),
    paidAt: timestampFromDate(paidAt),
    shippedAt: timestampFromDate(fromShanghai(row.shippedAt)),
    deliveredAt: timestampFromDate(fromShanghai(row.deliveredAt)),
    completedAt: timestampFromDate(fromShanghai(row.completedAt)),
  };
  const payment = { paymentId, orderId, companyId, customer: buyerId, amountFen: Number(amountFen) };
  return { order, payment: { ...payment, settledAt: paidAt.toISOString() } };
}
