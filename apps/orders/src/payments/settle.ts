import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Group } from '#database/group.js';
import type { Tx } from '#database/tx.js';
import { RefundId, type OrderId } from '#kernel/id.js';
import { Observer } from '#service/observer.js';
import type { Hold } from '../orders/held.js';
import type { Allotment } from '../orders/order.js';
import { PaymentProvider } from './provider.js';
import {
  lockOrders,
  writeDiscovered,
  writeReallocated,
  writeRefunds,
  writeSettled,
  type PromisedLine,
  type Settled,
  type Whose,
} from './settle.sql.js';
import { close, giveBack, rescue, see, type Decision, type OrderState, type SeenPayment } from './settlement.js';
import { outboxOf } from './settlement-events.js';

interface Ask {
  whose: Whose;
  decide(order: OrderState): Decision;
  /** Where the goods of an order come from by now. */
  reallocate?(lines: PromisedLine[]): PromisedLine[];
}

/**
 * The one place where an order's money and its state change. What waits at the same time is decided in one transaction,
 * order by order in the order of arrival.
 */
@Injectable()
export class Settle {
  private readonly asks: Group<Ask, OrderState | undefined>;

  constructor(
    db: Db,
    private readonly provider: PaymentProvider,
    private readonly observer: Observer,
  ) {
    this.asks = db.group<Ask, OrderState | undefined>('settle', (tx, asks) => this.decideAll(tx, asks));
  }

  /** What the provider shows, verified. Undefined: of no order that we know. */
  seen(seen: SeenPayment): Promise<OrderState | undefined> {
    const { provider, ref, paymentId, orderId } = seen;
    const whose = { provider, ref, paymentId: asUuid(paymentId), orderId: asUuid(orderId) };
    return this.asks.ask({ whose, decide: (order) => see(order, seen, this.provider.livemode) });
  }

  /** Ends an order whose time is over, if nothing of it is open. */
  close(orderId: OrderId): Promise<OrderState | undefined> {
    return this.asks.ask({ whose: { orderId }, decide: (order) => close(order, []) });
  }

  /** Late money gets its goods. */
  rescue(orderId: OrderId, hold: Hold): Promise<OrderState | undefined> {
    const held = new Map<string, Allotment[]>(hold.lines.map(({ skuId, allocations }) => [skuId, allocations]));
    return this.asks.ask({
      whose: { orderId },
      decide: (order) => rescue(order, hold.holdId),
      reallocate: (lines) => lines.map((line) => ({ ...line, allocations: held.get(line.skuId) ?? line.allocations })),
    });
  }

  /** Late money goes back. */
  giveBack(orderId: OrderId): Promise<OrderState | undefined> {
    return this.asks.ask({ whose: { orderId }, decide: (order) => giveBack(order, 'late') });
  }

  private async decideAll(tx: Tx, asks: Ask[]): Promise<(OrderState | undefined)[]> {
    const orders = await lockOrders(
      tx,
      asks.map(({ whose }) => whose),
    );
    const settled = new Map<OrderId, Settled>();
    asks.forEach(({ decide, reallocate }, at) => {
      const before = orders[at];
      if (!before) return;
      const { after, facts, lines } = settled.get(before.state.orderId) ?? {
        after: before.state,
        facts: [],
        lines: before.lines,
      };
      const decision = decide(after);
      const held = decision.order.holdId !== after.holdId;
      settled.set(before.state.orderId, {
        before,
        after: decision.order,
        facts: [...facts, ...decision.facts],
        lines: held && reallocate ? reallocate(lines) : lines,
      });
    });

    await this.write(tx, [...settled.values()]);
    return orders.map((order) => order && settled.get(order.state.orderId)?.after);
  }

  private async write(tx: Tx, settled: Settled[]): Promise<void> {
    const strays = settled.flatMap(({ after, facts }) =>
      facts.flatMap((fact) => (fact.kind === 'stray' ? [{ order: after, ...fact }] : [])),
    );
    await writeDiscovered(tx, settled);
    await writeReallocated(tx, settled);
    await writeRefunds(
      tx,
      strays.map((stray) => ({ ...stray, refundId: RefundId.derive('stray', stray.payment.paymentId) })),
    );
    await writeSettled(tx, settled, outboxOf(tx, settled));
    for (const { order, payment, reason } of strays) {
      const { paymentId, receivedFen } = payment;
      this.observer.log.warn(
        { orderId: order.orderId, paymentId, receivedFen: String(receivedFen), reason },
        'stray payment',
      );
    }
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a provider gives back as our id may be anything. */
const asUuid = (id: string) => (UUID.test(id) ? id : undefined);
