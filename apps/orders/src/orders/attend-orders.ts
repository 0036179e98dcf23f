import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Problem } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { AlarmClock } from './alarm-clock.js';
import { takeDue, type DueOrder } from './attend-orders.sql.js';
import { OrderEnd } from './order-end.js';

const AT_ONCE = 100;
const WARN_AFTER_S = 600;

/** Orders whose time is over, that were cancelled, or whose money came late: each is brought to its end. */
@Injectable()
export class AttendOrders {
  private sweeping: Promise<void> | undefined;

  constructor(
    private readonly db: Db,
    private readonly end: OrderEnd,
    private readonly observer: Observer,
    alarm: AlarmClock,
  ) {
    alarm.onRing(() => this.sweep());
  }

  @Every('2s')
  sweep(): Promise<void> {
    return (this.sweeping ??= this.sweepAll().finally(() => (this.sweeping = undefined)));
  }

  private async sweepAll(): Promise<void> {
    let due: DueOrder[];
    // Ends: whatever was taken is not due again before its lease is over.
    do {
      due = await this.db.single((tx) => takeDue(tx, AT_ONCE));
      await Promise.all(due.map((order) => this.attend(order)));
    } while (due.length === AT_ONCE);
  }

  private async attend(order: DueOrder): Promise<void> {
    try {
      await this.end.bring(order);
    } catch (error) {
      const { orderId, status, expiringForS } = order;
      if (Problem.from(error).code !== 'unavailable') this.observer.failed(error, 'ending an order');
      else if (expiringForS > WARN_AFTER_S) {
        this.observer.log.warn({ orderId, status, expiringForS }, 'cannot tell whether it was paid');
      }
    }
  }
}
