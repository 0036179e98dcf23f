import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import type { CompanyId, PaymentId } from '#kernel/id.js';
import { Watch } from '#messaging/watch.js';
import { Problem } from '#problems/problem.js';
import { Steps } from '../steps.js';
import { KEY_LIFE_MS, PaymentProvider, type CreatedPayment, type NewPayment } from './provider.js';
import { Settle } from './settle.js';

// The buyer has the provider's answer by then.
const LINGER_MS = 20;

interface Mark {
  companyId: CompanyId;
  paymentId: PaymentId;
  ref: string;
  clientSecret: string;
}

/** Asks the provider for a payment that stands in our books as CREATING, and notes what it answered. */
@Injectable()
export class OpenPayment {
  private readonly marks;

  constructor(
    db: Db,
    private readonly provider: PaymentProvider,
    private readonly settle: Settle,
    private readonly steps: Steps,
    private readonly watch: Watch,
  ) {
    this.marks = db.group<Mark, void>('mark-payment', markPending, { single: true, lingerMs: LINGER_MS });
  }

  /**
   * Undefined: the provider (or our database) is slow or away, the payment stays CREATING and a sweeper asks again with
   * the same key. `ageMs`: how old the key is.
   */
  async open(payment: NewPayment, ageMs = 0): Promise<CreatedPayment | undefined> {
    try {
      return await this.create(payment, ageMs);
    } catch (error) {
      if (Problem.from(error).code !== 'unavailable') this.watch.failed(error, 'opening a payment');
      return undefined;
    }
  }

  /** As `open`, but says why it could not. */
  async create(payment: NewPayment, ageMs: number): Promise<CreatedPayment> {
    // The provider may have forgotten the key: what it made under it is found by our id, or was never made.
    const [found] = ageMs > KEY_LIFE_MS ? await this.provider.find(payment.paymentId) : [];
    const created = found ?? (await this.provider.create(payment));
    await this.steps.reached('open: created at the provider');

    if (created.status === 'PENDING') void this.mark(payment, created);
    else await this.settle.seen(created);
    return created;
  }

  /** Nobody waits for it: a payment that was not marked stays CREATING, and is asked for again under its key. */
  private async mark({ companyId, paymentId }: NewPayment, { ref, clientSecret }: CreatedPayment): Promise<void> {
    try {
      await this.marks.ask({ companyId, paymentId, ref, clientSecret });
    } catch (error) {
      if (Problem.from(error).code !== 'unavailable') this.watch.failed(error, 'marking a payment');
    }
  }
}

/**
 * One that has moved on by now keeps its state; its provider's id is noted all the same. Columns go side by side, for
 * the planner knows how long arrays are: for the rows of a JSON text it would read the whole table.
 */
async function markPending(tx: Tx, marks: Mark[]): Promise<void[]> {
  await tx.sql`
    WITH mark AS (
      SELECT p.company_id, p.payment_id, m.ref, m.client_secret
      FROM unnest(${marks.map((mark) => mark.companyId)}::uuid[], ${marks.map((mark) => mark.paymentId)}::uuid[],
          ${marks.map((mark) => mark.ref)}::text[], ${marks.map((mark) => mark.clientSecret)}::text[])
          AS m (company_id, payment_id, ref, client_secret)
        JOIN payment p USING (company_id, payment_id)
      ORDER BY p.company_id, p.payment_id FOR UPDATE OF p
    ), marked AS (
      UPDATE payment p SET
        status = CASE p.status WHEN 'CREATING' THEN 'PENDING' ELSE p.status END,
        client_secret = mark.client_secret,
        due_at = NULL
      FROM mark WHERE (p.company_id, p.payment_id) = (mark.company_id, mark.payment_id)
    )
    UPDATE provider_ref r SET ref = mark.ref FROM mark WHERE r.payment_id = mark.payment_id AND r.ref IS NULL`;
  return marks.map(() => undefined);
}
