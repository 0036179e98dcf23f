// What the public door answers with, as far as journeys look at it: written by hand from the fixed routes, so that a
// changed contract is seen here.

export interface SignedIn {
  accessToken: string;
  refreshToken: string;
  person: { personId: string; name: string };
}

export interface Payment {
  paymentId: string;
  status: 'CREATING' | 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  amountFen: string;
  clientSecret: string;
}

export interface Refund {
  refundId: string;
  status: 'REQUESTED' | 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'DECLINED' | 'WITHDRAWN';
  kind: string;
  amountFen: string;
  photoKeys: string[];
}

export interface Order {
  orderId: string;
  companyId: string;
  status: string;
  totalFen: string;
  freightFen: string;
  lines: {
    lineId: string;
    skuId: string;
    quantity: number;
    amountFen: string;
    cashFen: string;
    refundedFen: string;
  }[];
  payments: Payment[];
  preSale?: { shipBy: string; state: string };
  refunds: Refund[];
  liveSessionId: string;
}

export interface PlacedOrder {
  order: Order;
  payment: Payment;
}

export interface Quote {
  totalFen: string;
  freightFen: string;
  lines: { skuId: string; quantity: number; priceFen: string; amountFen: string }[];
  preSale?: { lotId: string; expectedOn: string; shipBy: string };
}

export interface FlashOffer {
  offerId: string;
  skuId: string;
  priceFen: string;
  left: number;
  status: string;
}

export interface LiveSession {
  liveSessionId: string;
  companyId: string;
  status: string;
  bag: { skuId: string; title: string; priceFen: string; available: number; preSale?: { shipBy: string } }[];
  pinnedSkuId: string;
  flashOffer: FlashOffer | null;
}

export interface Leg {
  ledgerAccountId: string;
  lineId: string;
  ruleId: string;
  amountFen: string;
}

export interface Journal {
  journalId: string;
  index: string;
  kind: string;
  legs: Leg[];
}

export interface LedgerAccounts {
  asOfIndex: string;
  accounts: { ledgerAccountId: string; name: string; balanceFen: string }[];
}

export interface Statement {
  balanceFen: string;
  entries: { journalId: string; orderId: string; amountFen: string; balanceFen: string }[];
  nextPageToken: string;
}

export interface SkuStock {
  onHand: number;
  held: number;
  available: number;
  lots: { lotId: string; onHand: number; held: number }[];
}

export interface FiguresAnswer {
  total: SellingFigures;
  rows: { key: string; figures: SellingFigures }[];
}

interface SellingFigures {
  paidOrders: number;
  buyers: number;
  items: number;
  paidFen: string;
  refundedFen: string;
  netFen: string;
}

export interface Sales {
  paidOrders: number;
  gmvPaidFen: string;
  gmvNetFen: string;
  items: number;
}
