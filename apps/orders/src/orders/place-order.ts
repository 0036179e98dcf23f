import { Controller, Inject } from '@nestjs/common';
import { Holds } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Orders, type PlaceOrder } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { OrderId, PaymentId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { SETTINGS } from '#service/settings.js';
import { Sealer } from '../address/sealer.js';
import type { OrdersSettings } from '../config.js';
import { OpenPayment } from '../payments/open-payment.js';
import { PaymentProvider } from '../payments/provider.js';
import { Steps } from '../steps.js';
import { AlarmClock } from './alarm-clock.js';
import { toHold, type Hold } from './held.js';
import { priceLines } from './order.js';
import { toOrder, toPayment, type OrderRow } from './order-view.js';
import { readOrders } from './order-view.sql.js';
import { PlaceDesk } from './place-desk.js';
import { findCheckout, type Earlier, type Placed, type Placing } from './place-order.sql.js';
import { parseWanted, type Wanted } from './wanted.js';

// Told only of holds that were never adopted: a checkout that became an order keeps its hold.
const NEVER_AN_ORDERS = ['stock.sold_out', 'offer.limit_reached'];

@Controller()
export class PlaceOrderHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
    private readonly desk: PlaceDesk,
    private readonly provider: PaymentProvider,
    private readonly openPayment: OpenPayment,
    private readonly sealer: Sealer,
    private readonly alarm: AlarmClock,
    private readonly steps: Steps,
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  @Rpc(Orders.method.place)
  async handle(request: PlaceOrder, caller: Caller) {
    const wanted = parseWanted(request, personOf(caller).personId);

    const hold = await this.holdOrEarlier(wanted);
    if ('orderId' in hold) return this.answerEarlier(wanted, hold);
    await this.steps.reached('place: held');

    const placing = this.toPlacing(wanted, hold);
    const placed = await this.desk.place(placing);
    if ('contentHash' in placed) return this.answerEarlier(wanted, placed);
    await this.steps.reached('place: placed');

    this.alarm.setFor(this.settings.payWithin);
    return this.answer(toRow(placing, placed));
  }

  /** Catalog's promise, or the order that this checkout became before, if catalog cannot or need not promise again. */
  private async holdOrEarlier(wanted: Wanted): Promise<Hold | Earlier> {
    const { buyerId, checkoutId, liveSessionId, lines, address, couponCodes, expectedTotalFen } = wanted;
    let refusal: Problem;
    try {
      const held = await this.rpc.to(Holds).quoteAndHold({
        buyerId,
        checkoutId,
        liveSessionId: liveSessionId ?? '',
        lines,
        regionCode: address.regionCode,
        couponCodes,
      });
      const hold = toHold(held);
      if (expectedTotalFen === undefined || expectedTotalFen === hold.totalFen) return hold;
      refusal = new Problem('price.changed', { totalFen: String(hold.totalFen) });
    } catch (error) {
      refusal = Problem.from(error);
      if (refusal.code === 'internal') throw error;
    }
    if (NEVER_AN_ORDERS.includes(refusal.code)) throw refusal;
    const earlier = await this.db.single((tx) => findCheckout(tx, buyerId, checkoutId));
    if (!earlier) throw refusal;
    return earlier;
  }

  /** The first answer, for ever; what was still being made then is there by now, or is asked for once more. */
  private async answerEarlier({ contentHash, checkoutId }: Wanted, earlier: Earlier) {
    if (earlier.contentHash !== contentHash) throw new Problem('checkout.changed');
    const [row] = await this.db.ofCompany(earlier.companyId, (tx) => readOrders(tx, [earlier]));
    if (!row) throw new Error(`Checkout ${checkoutId} became ${earlier.orderId}, which is not there`);
    return this.answer(row);
  }

  private async answer(row: OrderRow) {
    const [payment] = row.payments;
    if (!payment) throw new Error(`Order ${row.orderId} has no payment`);
    if (payment.status === 'CREATING' && row.status === 'AWAITING_PAYMENT') {
      const { orderId, companyId, buyerId, totalFen } = row;
      const { paymentId } = payment;
      const idempotencyKey = keyOf(paymentId);
      const amountFen = Fen.of(totalFen);
      const opened = await this.openPayment.open({ paymentId, orderId, companyId, buyerId, amountFen, idempotencyKey });
      if (opened) Object.assign(payment, { status: opened.status, clientSecret: opened.clientSecret });
    }
    return { order: toOrder(row, 'buyer', this.sealer), payment: toPayment(payment, 'buyer') };
  }

  private toPlacing(wanted: Wanted, hold: Hold): Placing {
    const { buyerId, checkoutId, contentHash, address, agreesNoReturn } = wanted;
    const orderId = OrderId.new();
    const paymentId = PaymentId.new();
    return {
      ...hold,
      buyerId,
      checkoutId,
      contentHash,
      agreesNoReturn,
      orderId,
      lines: priceLines(hold.lines, hold.freightFen),
      address: this.sealer.seal(address, orderId),
      payment: { paymentId, provider: this.provider.name, idempotencyKey: keyOf(paymentId) },
    };
  }
}

const keyOf = (paymentId: PaymentId) => `pay:${paymentId}`;

/** An order just placed, as it would be read. */
const toRow = (placing: Placing, { placedAt, expiresAt }: Placed): OrderRow => ({
  ...placing,
  placedAt,
  expiresAt,
  status: 'AWAITING_PAYMENT',
  cancelRequested: false,
  addressSealed: placing.address.sealed,
  addressKeyId: placing.address.keyId,
  regionCode: placing.address.regionCode,
  lines: placing.lines.map(({ grossFen, priceFen, byWeight, ...line }) => ({
    ...line,
    byWeight: byWeight && { ...byWeight, pieceFen: String(byWeight.pieceFen), netG: line.netG, weight: null },
    priceFen: String(priceFen),
    amountFen: String(grossFen),
    cashFen: String(line.cashFen),
    refundedQuantity: 0,
    refundedFen: '0',
    shippedQuantity: 0,
  })),
  payments: [
    {
      paymentId: placing.payment.paymentId,
      provider: placing.payment.provider,
      status: 'CREATING',
      amountFen: String(placing.totalFen),
      clientSecret: null,
      stray: null,
    },
  ],
  refunds: [],
  shipments: [],
  preSale: placing.preSale && { ...placing.preSale, kept: null },
  packedAt: null,
  completedAt: null,
});
