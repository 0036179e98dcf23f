// What the public door answers, as far as these pages read it. int64 comes as text.

export interface Person {
  personId: string;
  name: string;
}

export interface SignedIn {
  accessToken: string;
  refreshToken: string;
  expiresInS: number;
  person: Person;
}

export interface Standing {
  person: Person;
  memberships: { companyId: string; roles: string[] }[];
}

export interface Shop {
  companyId: string;
  name: string;
  incubatorName: string;
  collegeName: string;
}

// A session is the same here as in its room.
export type { FlashOffer, Session as LiveSession } from '#room/protocol.js';

export interface Category {
  categoryId: string;
  name: string;
  parentId: string;
}

/** Not harvested yet. Days, YYYY-MM-DD. */
export interface PreSale {
  lotId: string;
  expectedOn: string;
  shipBy: string;
}

export interface ProductSummary {
  productId: string;
  companyId: string;
  title: string;
  categoryId: string;
  imageUrl: string;
  priceFromFen: string;
  available: number;
  preSale?: PreSale;
}

export type ReturnClass = 'FRESH' | 'PROCESSED' | 'CUSTOM';

/** A SKU wherever it stands beside others: in a room, in a checkout. */
export interface SkuCard {
  skuId: string;
  companyId: string;
  productId: string;
  productTitle: string;
  title: string;
  priceFen: string;
  available: number;
  thumbUrl: string;
  returnClass: ReturnClass;
  preSale?: PreSale;
}

export interface Product {
  productId: string;
  companyId: string;
  title: string;
  description: string;
  categoryId: string;
  skus: Sku[];
  imageUrl: string;
  images: { imageId: string; thumbUrl: string; cardUrl: string; fullUrl: string; width: number; height: number }[];
  claims: { kind: string; number: string; expiresOn: string }[];
}

export interface Sku {
  skuId: string;
  title: string;
  priceFen: string;
  weightG: number;
  available: number;
  specValues: Record<string, string>;
  preSale?: PreSale;
}

export interface ShownLot {
  lotId: string;
  productId: string;
  productTitle: string;
  companyId: string;
  harvestedOn: string;
  originCode: string;
  originName: string;
  grade: string;
  supplierName: string;
  supplierKind: 'HOUSEHOLD' | 'COOPERATIVE' | 'FIRM';
  expiresOn: string;
  certificates: { kind: string; number: string; expiresOn: string }[];
  recalled: boolean;
  preSale?: PreSale;
}

export interface Cart {
  companies: { companyId: string; lines: CartLine[]; goodsFen: string }[];
  orders: number;
  goodsFen: string;
  notice: string;
}

export interface CartLine {
  skuId: string;
  productId: string;
  productTitle: string;
  title: string;
  quantity: number;
  priceFen: string;
  priceWhenPutFen: string;
  available: number;
  state: 'AVAILABLE' | 'SHORT' | 'SOLD_OUT' | 'GONE';
  preSale?: PreSale;
}

export interface ShippingAddress {
  name: string;
  phone: string;
  regionCode: string;
  detail: string;
}

export interface Address extends ShippingAddress {
  addressId: string;
  isDefault: boolean;
}

export interface WantedLine {
  skuId: string;
  quantity: number;
}

export interface Quoted {
  totalFen: string;
  lines: { skuId: string; quantity: number; priceFen: string; amountFen: string; discountFen: string }[];
  freightFen: string;
  freightTerms?: { zone: string; remote: boolean; freeFromFen: string };
  discountFen: string;
  coupons: { code: string; title: string; amountFen: string }[];
  preSale?: PreSale;
}

export type OrderStatus =
  'AWAITING_PAYMENT' | 'EXPIRING' | 'PAID' | 'SHIPPED' | 'COMPLETED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';

export interface OrderLine {
  lineId: string;
  skuId: string;
  quantity: number;
  amountFen: string;
  title: string;
  priceFen: string;
  returnClass: ReturnClass;
  cashFen: string;
  refundedQuantity: number;
  refundedFen: string;
  shippedQuantity: number;
}

export interface Payment {
  paymentId: string;
  provider: string;
  status: 'CREATING' | 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  amountFen: string;
}

export interface Refund {
  refundId: string;
  status: 'REQUESTED' | 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'DECLINED' | 'WITHDRAWN';
  amountFen: string;
  reason: string;
  kind: string;
  requestedAt?: string;
  decideBy?: string;
  decisionReason: string;
  goodsSentAt?: string;
}

export interface Order {
  orderId: string;
  companyId: string;
  status: OrderStatus;
  totalFen: string;
  lines: OrderLine[];
  expiresAt?: string;
  payments: Payment[];
  refunds: Refund[];
  shipments: {
    shipmentId: string;
    carrier: string;
    trackingNumber: string;
    shippedAt?: string;
    deliveredAt?: string;
  }[];
  freightFen: string;
  discountFen: string;
  liveSessionId: string;
  placedAt?: string;
  shippingAddress?: ShippingAddress;
  packedAt?: string;
  completedAt?: string;
  preSale?: PreSale & { state: 'WAITING' | 'READY' | 'SHORT' };
}

export interface PlacedOrder {
  order: Order;
  payment?: Payment;
}

export interface SalesFigures {
  paidOrders: number;
  gmvPaidFen: string;
  gmvNetFen: string;
  items: number;
}
