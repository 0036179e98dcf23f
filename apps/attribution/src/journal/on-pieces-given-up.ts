import { Controller } from '@nestjs/common';
import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { PiecesGivenUpSchema, type GivenUpLine, type PiecesGivenUp } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import { RuleBook } from '../rules/rule-book.js';
import { COMPANY, type Step } from '../split/split.js';
import { plainLeg, type Entry, type Leg } from './entry.js';
import { postFresh } from './journal.sql.js';

const CONSUMER = 'attribution-take-pieces-back';

/**
 * What was bought outright, sold and never shipped lies in the inventory again. The refund has charged its cost to
 * whoever bears what is never refunded: they have it back. Whether the money went back is another matter.
 */
@Controller()
export class OnPiecesGivenUp {
  constructor(
    private readonly db: Db,
    private readonly ruleBook: RuleBook,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(PiecesGivenUpSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<PiecesGivenUp>[]): Promise<void> {
    const named = events.flatMap(({ message }) => message.lines.map(({ ruleId }) => ruleId));
    const rules = await this.ruleBook.approvedOf(named);
    const postings = events.map(({ eventId, message }) => ({ eventId, entry: entryOf(message, rules) }));
    await this.db.single((tx) => postFresh(tx, CONSUMER, postings));
    this.sequencer.nudge();
  }
}

type Rules = ReadonlyMap<string, { steps: Step[] }>;

/** Other kinds of purchase owe the farmer only for what is sold, and the refund has taken that back. */
function entryOf({ companyId, orderId, refundId, lines }: PiecesGivenUp, rules: Rules): Entry | undefined {
  const outright = lines.filter(({ purchaseKind }) => purchaseKind === SaveSkuRequest_PurchaseKind.OUTRIGHT);
  const legs = outright.flatMap((line) => legsOf(line, bearerOf(rules.get(line.ruleId)?.steps)));
  return legs.length > 0
    ? { companyId, kind: 'pieces_returned', about: refundId, orderId, legs, input: null }
    : undefined;
}

const legsOf = ({ lineId, ruleId, allocations }: GivenUpLine, bearer: string): Leg[] =>
  allocations
    .filter(({ costFen }) => costFen !== 0n)
    .flatMap(({ lotId, costFen }) => [plainLeg(`inventory:lot:${lotId}`, -costFen), plainLeg(bearer, costFen)])
    .map((leg) => ({ ...leg, lineId, ruleId }));

function bearerOf(steps: Step[] = []): string {
  const cost = steps.find((step) => step.kind === 'COST');
  return cost?.borneBy ?? COMPANY;
}
