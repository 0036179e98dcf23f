import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { Lots, type RecallLot } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LotId, RecallId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { findRecalls, lockLot, lockPieces, recallPieces, type Recall, type RecallOrder } from './recall.sql.js';

const REASON_MAX = 200;

@Controller()
export class RecallLotHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Lots.method.recall)
  async handle(request: RecallLot, caller: Caller) {
    const { personId } = personOf(caller);
    const order = parse(request);

    const recall = await this.db.ofCompany(order.companyId, async (tx) => {
      if (!(await lockLot(tx, order.companyId, order.lotId))) throw new Problem('not_found');
      const earlier = earlierOf(order, await findRecalls(tx, order));
      if (earlier) return earlier;

      await lockPieces(tx, order);
      await recallPieces(tx, order, personId);
      return earlierOf(order, await findRecalls(tx, order));
    });

    return { recall: recall && { ...recall, recalledAt: timestampFromDate(recall.recalledAt) } };
  }
}

const parse = (request: RecallLot): RecallOrder => ({
  companyId: CompanyId.parse(request.companyId),
  recallId: RecallId.parseOrNew(request.recallId),
  lotId: LotId.parse(request.lotId),
  reason: parseText(request.reason, 'reason', { max: REASON_MAX }),
});

/** The same recall, made before. Problems: request.repeated_differently, lot.recalled. */
function earlierOf(order: RecallOrder, found: Recall[]): Recall | undefined {
  const same = found.find((recall) => recall.recallId === order.recallId);
  if (same && (same.lotId !== order.lotId || same.reason !== order.reason))
    throw new Problem('request.repeated_differently');
  if (!same && found.length > 0) throw new Problem('lot.recalled');
  return same;
}
