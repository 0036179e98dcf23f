import { lineOf, yuanOf } from '#kernel/csv.js';
import type { Address } from '../address/address.js';
import type { OrderStatus } from '../orders/order.js';
import type { LineRow } from './rows.sql.js';

const HEADINGS = [
  ...[
    '订单编号',
    '订单状态',
    '下单时间',
    '支付时间',
    '场次编号',
    '商品',
    '规格编号',
    '数量',
    '单价(元)',
    '商品金额(元)',
  ],
  ...['优惠(元)', '运费(元)', '实付(元)', '已退(元)', '已发数量', '快递', '地区编码'],
];
const PERSONAL = ['收件人', '手机号', '详细地址'];

const STATUSES: Record<OrderStatus, string> = {
  AWAITING_PAYMENT: '待支付',
  EXPIRING: '支付超时确认中',
  PAID: '待发货',
  SHIPPED: '已发货',
  COMPLETED: '已完成',
  CANCELLED: '已取消',
  EXPIRED: '已超时',
  REFUNDED: '已退款',
};

export const headLine = (addresses: boolean) => lineOf([...HEADINGS, ...(addresses ? PERSONAL : [])]);

/** A row; with the address only where there is one to tell. */
export const rowLine = (row: LineRow, address: Address | undefined) =>
  lineOf([
    ...[row.orderId, STATUSES[row.status], inShanghai(row.placedAt), row.paidAt ? inShanghai(row.paidAt) : ''],
    ...[row.liveSessionId ?? '', row.title, row.skuId, row.quantity, yuanOf(row.priceFen), yuanOf(row.grossFen)],
    ...[yuanOf(row.discountFen), yuanOf(row.freightFen), yuanOf(row.cashFen), yuanOf(row.refundedFen)],
    ...[row.shippedQuantity, row.parcels ?? '', row.regionCode],
    ...(address ? [address.name, address.phone, address.detail] : []),
  ]);

const SHANGHAI_MS = 8 * 3_600_000;

const inShanghai = (moment: Date) =>
  new Date(moment.getTime() + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
