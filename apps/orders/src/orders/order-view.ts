import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SaveSkuRequest_ReturnClass } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Order_Status, Payment_Status, PreSaleOrder_State } from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { OrderSchema, PaymentSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { CallingPerson } from '#messaging/caller.js';
import { hasRole } from '#messaging/access.js';
import { Fen } from '#kernel/fen.js';
import type { CompanyId, HoldId, LiveSessionId, OrderId, PaymentId, PersonId } from '#kernel/id.js';
import { masked } from '../address/address.js';
import type { Sealer } from '../address/sealer.js';
import { toShipment, type ShipmentRow } from '../fulfilment/shipment-view.js';
import type { PaymentStatus } from '../payments/settlement.js';
import { stateOf, type PreSale } from '../presales/presale.js';
import { toRefund, type RefundRow } from '../refunds/refund-view.js';
import { costOf } from '../weighing/weighing.js';
import type { Discount, OrderStatus, ReturnClass } from './order.js';

/** Who looks at an order: its buyer, who packs it, or who answers for the company. */
export type Viewer = 'buyer' | 'packer' | 'mentor';

/** An order with all that hangs on it, as it is read; amounts inside it are text, as JSON carries them. */
export interface OrderRow {
  orderId: OrderId;
  companyId: CompanyId;
  buyerId: PersonId;
  holdId: HoldId;
  status: OrderStatus;
  totalFen: bigint;
  freightFen: bigint;
  discountFen: bigint;
  liveSessionId: LiveSessionId | null;
  inReplay: boolean;
  placedAt: Date;
  expiresAt: Date;
  cancelRequested: boolean;
  packedAt: Date | null;
  completedAt: Date | null;
  /** Null: its goods were ready. */
  preSale: (PreSale & { kept: boolean | null }) | null;
  addressSealed: Buffer;
  addressKeyId: string;
  regionCode: string;
  lines: LineRow[];
  payments: PaymentRow[];
  refunds: RefundRow[];
  shipments: ShipmentRow[];
}

interface LineRow {
  lineId: string;
  skuId: string;
  title: string;
  quantity: number;
  priceFen: string;
  amountFen: string;
  returnClass: ReturnClass;
  cashFen: string;
  refundedQuantity: number;
  refundedFen: string;
  discounts: Discount[];
  shippedQuantity: number;
  /** Null: sold by the piece. */
  byWeight: ByWeightRow | null;
}

interface ByWeightRow {
  pieceFen: string;
  netG: number;
  maxG: number;
  weight: { pieces: number; grams: number; chargedFen: string } | null;
}

export interface PaymentRow {
  paymentId: PaymentId;
  provider: string;
  status: PaymentStatus;
  amountFen: string;
  clientSecret: string | null;
  stray: string | null;
}

/** As whom a person may look at it; undefined: they may not know of it. */
export function viewerOf(
  person: CallingPerson,
  { buyerId, companyId }: { buyerId: string; companyId: string },
): Viewer | undefined {
  if (person.personId === buyerId) return 'buyer';
  if (hasRole(person, companyId, ['packer'])) return 'packer';
  if (hasRole(person, companyId, ['mentor'])) return 'mentor';
  return undefined;
}

export function toOrder(row: OrderRow, viewer: Viewer, sealer: Sealer): MessageInitShape<typeof OrderSchema> {
  const address = sealer.open(row.addressSealed, row.addressKeyId, row.regionCode, row.orderId);
  return {
    orderId: row.orderId,
    companyId: row.companyId,
    status: Order_Status[row.status],
    totalFen: row.totalFen,
    freightFen: row.freightFen,
    discountFen: row.discountFen,
    liveSessionId: row.liveSessionId ?? '',
    inReplay: row.inReplay,
    placedAt: timestampFromDate(row.placedAt),
    expiresAt: timestampFromDate(row.expiresAt),
    shippingAddress: viewer === 'mentor' ? masked(address) : address,
    lines: row.lines.map(toLine),
    payments: row.payments.map((payment) => toPayment(payment, viewer)),
    refunds: row.refunds.map(toRefund),
    shipments: row.shipments.map(toShipment),
    preSale: row.preSale ? toPreSale(row.preSale) : undefined,
    ...(row.packedAt ? { packedAt: timestampFromDate(row.packedAt) } : {}),
    ...(row.completedAt ? { completedAt: timestampFromDate(row.completedAt) } : {}),
  };
}

const toPreSale = ({ kept, ...preSale }: PreSale & { kept: boolean | null }) => ({
  ...preSale,
  state: PreSaleOrder_State[stateOf(kept)],
});

const toLine = (line: LineRow) => ({
  ...line,
  priceFen: BigInt(line.priceFen),
  amountFen: BigInt(line.amountFen),
  returnClass: SaveSkuRequest_ReturnClass[line.returnClass],
  cashFen: BigInt(line.cashFen),
  refundedFen: BigInt(line.refundedFen),
  discounts: line.discounts.map((discount) => ({ ...discount, amountFen: BigInt(discount.amountFen) })),
  byWeight: line.byWeight ? toWeighedPrice(line.byWeight, line.quantity) : undefined,
});

function toWeighedPrice({ weight, pieceFen, netG, maxG }: ByWeightRow, quantity: number) {
  const price = { pieceFen: Fen.of(pieceFen), netG };
  const estimatedFen = Fen.times(price.pieceFen, quantity);
  if (!weight) return { ...price, maxG, estimatedFen };
  const chargedFen = Fen.of(weight.chargedFen);
  const givenAwayFen = costOf(price, weight.grams) - chargedFen;
  return { ...price, maxG, estimatedFen, weight: { ...weight, chargedFen, givenAwayFen } };
}

/** The client secret pays in the buyer's name: nobody else sees it. */
export const toPayment = (payment: PaymentRow, viewer: Viewer): MessageInitShape<typeof PaymentSchema> => ({
  paymentId: payment.paymentId,
  provider: payment.provider,
  status: Payment_Status[payment.status],
  amountFen: BigInt(payment.amountFen),
  clientSecret: viewer === 'buyer' ? (payment.clientSecret ?? '') : '',
});
