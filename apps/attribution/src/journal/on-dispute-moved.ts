import { Controller } from '@nestjs/common';
import {
  DisputeMoved_Step as Step,
  DisputeMovedSchema,
  type DisputeMoved,
} from '#contracts/tianjian/orders/v1/provider_account_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import { BUYERS_MONEY, COMPANY } from '../split/split.js';
import { settle, warn } from '../warnings/warning.sql.js';
import { plainLeg, type Entry, type Leg } from './entry.js';
import { insertEntries } from './journal.sql.js';

const CONSUMER = 'attribution-post-dispute';

/** What a bank took and has not decided on: below zero by as much. */
export const DISPUTED = 'reserve:dispute';

/**
 * A buyer's bank takes money back. While it is not decided nobody's share moves: the reserve holds it. Won, it is back;
 * lost, the company bears it, and the fee in any case: the farmer has delivered and the host has worked.
 */
@Controller()
export class OnDisputeMoved {
  constructor(
    private readonly db: Db,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(DisputeMovedSchema, CONSUMER)
  async handle(events: Arrived<DisputeMoved>[]): Promise<void> {
    await this.db.apply(CONSUMER, events, async (tx, fresh) => {
      for (const { message } of fresh) await book(tx, message);
    });
    this.sequencer.nudge();
  }
}

async function book(tx: Tx, moved: DisputeMoved): Promise<void> {
  const { companyId, orderId, disputeId, step, amountFen } = moved;
  const [kind, legs] = bookingOf(moved);
  const booked = legs.filter((leg) => leg.amountFen !== 0n);
  await insertEntries(tx, [{ companyId, kind, about: disputeId, orderId, legs: booked, input: null }]);

  const warning = { companyId, code: 'payment.disputed', subject: `dispute:${disputeId}` } as const;
  if (step === Step.HELD) await warn(tx, { ...warning, detail: `${amountFen} fen of order ${orderId}` });
  else await settle(tx, { ...warning, detail: `${Step[step].toLowerCase()}, ${amountFen} fen of order ${orderId}` });
}

function bookingOf({ step, amountFen, feeFen }: DisputeMoved): [Entry['kind'], Leg[]] {
  switch (step) {
    case Step.HELD:
      return [
        'dispute_hold',
        [plainLeg(BUYERS_MONEY, amountFen + feeFen), plainLeg(DISPUTED, -amountFen), plainLeg(COMPANY, -feeFen)],
      ];
    case Step.WON:
      return [
        'dispute_won',
        [plainLeg(BUYERS_MONEY, -amountFen - feeFen), plainLeg(DISPUTED, amountFen), plainLeg(COMPANY, feeFen)],
      ];
    case Step.LOST:
      return ['dispute_lost', [plainLeg(DISPUTED, amountFen), plainLeg(COMPANY, -amountFen)]];
    default:
      throw new Error(`A dispute cannot move to ${step}`);
  }
}
