import { Controller } from '@nestjs/common';
import { Fulfilment, type WeighLines } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { Fen } from '#kernel/fen.js';
import { contentHash } from '#kernel/hash.js';
import { CompanyId, LineId, OrderId, RefundId, WeighingId, type PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { assertRefundsLeft } from '../after-sale/after-sale.js';
import { approve, insertRefund, lockForRefund } from '../after-sale/after-sale.sql.js';
import { beginPacking, lockOrder } from '../fulfilment/fulfilment.sql.js';
import { assertPackable } from '../fulfilment/parcel.js';
import { SendRefunds } from '../refunds/send-refunds.js';
import { Steps } from '../steps.js';
import { weigh, type OnScale, type WeighedLine } from './weighing.js';
import {
  readToWeigh,
  readWeighing,
  someMove,
  tellWeighed,
  toWeighing,
  writeWeighing,
  type NewWeighing,
} from './weighing.sql.js';

// An order has at most so many.
const LINES_MAX = 50;
// Catalog's word on a reallocation takes a moment.
const MOVE_RETRY_S = 1;
// Read by the buyer.
const REASON = '称重后退还差价';

interface Wanted extends NewWeighing {
  lines: OnScale[];
}

@Controller()
export class WeighLinesHandler {
  constructor(
    private readonly db: Db,
    private readonly sendRefunds: SendRefunds,
    private readonly steps: Steps,
  ) {}

  @Rpc(Fulfilment.method.weigh)
  async handle(request: WeighLines, caller: Caller) {
    const wanted = parse(request);
    const { companyId, weighingId } = wanted;
    const packer = personOf(caller).personId;

    const refundId = await this.db.transaction((tx) => weighOnce(tx, wanted, packer));
    await this.steps.reached('weighing: written');
    if (refundId) await this.sendRefunds.sendNow(companyId, refundId);

    const weighing = await this.db.ofCompany(companyId, (tx) => readWeighing(tx, companyId, weighingId));
    if (!weighing) throw new Error(`Weighing ${weighingId} was not written`);
    return { weighing: toWeighing(weighing) };
  }
}

/** Which refund it makes, if any. One that was done before changes nothing. */
async function weighOnce(tx: Tx, wanted: Wanted, packer: PersonId): Promise<RefundId | null> {
  const { companyId, weighingId } = wanted;
  const order = await lockOrder(tx, wanted);
  if (!order) throw new Problem('not_found');
  const earlier = await readWeighing(tx, companyId, weighingId);
  if (earlier) {
    if (earlier.contentHash !== wanted.contentHash) throw new Problem('request.repeated_differently');
    return earlier.refundId;
  }

  assertPackable(order);
  const toWeigh = await readToWeigh(tx, wanted);
  const weighed = weigh(toWeigh, wanted.lines);
  const lineIds = wanted.lines.map(({ lineId }) => lineId);
  if (await someMove(tx, wanted, lineIds)) throw new Problem('unavailable', { retryAfterS: MOVE_RETRY_S });

  await beginPacking(tx, wanted);
  const refundId = await giveBack(tx, wanted, weighed);
  if (!(await writeWeighing(tx, wanted, weighed, { weighedBy: packer, refundId }))) {
    throw new Problem('request.repeated_differently');
  }
  await tellWeighed(tx, wanted, toWeigh.lines, weighed);
  return refundId;
}

/** What was paid too much goes back at once: nobody has to ask, and nobody to decide. */
async function giveBack(tx: Tx, wanted: Wanted, weighed: WeighedLine[]): Promise<RefundId | null> {
  const lines = weighed
    .filter(({ backFen }) => backFen > 0n)
    .map(({ lineNo, backFen }) => ({ lineNo, quantity: 0, amountFen: backFen }));
  if (lines.length === 0) return null;

  const order = await lockForRefund(tx, wanted);
  assertRefundsLeft(order);
  const { companyId, orderId, weighingId, contentHash } = wanted;
  // Derived: no client can have taken it before.
  const refundId = RefundId.derive('weighed', companyId, weighingId);
  const asked = { orderId, refundId, reason: REASON, lines: [], photoKeys: [], contentHash };
  const amountFen = Fen.sum(lines.map((line) => line.amountFen));
  await insertRefund(tx, order, asked, { kind: 'WEIGHED', lines, amountFen, decision: null });
  await approve(tx, order, refundId);
  return refundId;
}

function parse(request: WeighLines): Wanted {
  const content = { orderId: OrderId.parse(request.orderId), lines: parseLines(request.lines) };
  return {
    ...content,
    companyId: CompanyId.parse(request.companyId),
    weighingId: WeighingId.parse(request.weighingId),
    contentHash: contentHash(content),
  };
}

function parseLines(lines: WeighLines['lines']): OnScale[] {
  if (lines.length < 1 || lines.length > LINES_MAX) throw invalid('lines', `1 to ${LINES_MAX} lines`);
  const onScale = lines.map(({ lineId, grams }, at) => {
    if (grams < 1) throw invalid(`lines[${at}].grams`, 'whole grams, at least one');
    return { lineId: LineId.parse(lineId, `lines[${at}].lineId`), grams };
  });
  if (new Set(onScale.map(({ lineId }) => lineId)).size < onScale.length) throw invalid('lines', 'each line once');
  return onScale;
}
