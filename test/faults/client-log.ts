import { closeSync, fdatasyncSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkout } from '../journeys/buyer.js';
import type { Customer } from './customer.js';

/** What a client was told, as `check:books --client-log` reads it. */
export interface Told {
  orderId: string;
  status: string;
  totalFen: string;
}

/** On the disk before it counts: no crash of the test, and no kindness of its memory, can change what was promised. */
export class ClientLog {
  readonly path = join(mkdtempSync(join(tmpdir(), 'tianjian-client-')), 'told.jsonl');
  /** The checkouts that were answered with an order, and whose they are. */
  readonly orders = new Map<string, { checkout: Checkout; by: Customer }>();
  paid = 0;
  private readonly file = openSync(this.path, 'a');

  placed(by: Customer, checkout: Checkout, told: Told): void {
    this.append({ ...told, checkoutId: checkout.checkoutId });
    this.orders.set(told.orderId, { checkout, by });
  }

  wasPaid(told: Told): void {
    this.append(told);
    this.paid += 1;
  }

  close(): void {
    closeSync(this.file);
  }

  private append(line: object): void {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
    fdatasyncSync(this.file);
  }
}
