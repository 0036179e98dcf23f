import { Controller } from '@nestjs/common';
import { Fulfilment, type ReallocateLine } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, LineId, LotId, OrderId, ReallocationId, type PersonId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { fromAllotment } from '../orders/held.js';
import type { Allotment } from '../orders/order.js';
import { beginPacking, lockOrder } from './fulfilment.sql.js';
import { assertPackable } from './parcel.js';
import { assertCanMove, assertSame, type Reallocation, type Standing } from './reallocation.js';
import { ReallocationDesk } from './reallocation-desk.js';
import { piecesAsked, readReallocation, writeAsked } from './reallocation.sql.js';

const REASON_MAX = 200;

@Controller()
export class ReallocateLineHandler {
  constructor(
    private readonly db: Db,
    private readonly desk: ReallocationDesk,
  ) {}

  @Rpc(Fulfilment.method.reallocate)
  async handle(request: ReallocateLine, caller: Caller) {
    const wanted = parse(request);
    const packer = personOf(caller).personId;

    const standing = await this.db.ofCompany(wanted.companyId, (tx) => this.ask(tx, wanted, packer));

    if (standing.refusal) throw Problem.from(standing.refusal);
    return answer(wanted, await this.desk.finish(standing));
  }

  private async ask(tx: Tx, wanted: Reallocation, packer: PersonId): Promise<Standing> {
    const { companyId, reallocationId } = wanted;
    const order = await lockOrder(tx, wanted);
    if (!order) throw new Problem('not_found');
    const earlier = await readReallocation(tx, companyId, reallocationId);
    if (earlier) {
      assertSame(earlier, wanted);
      return earlier;
    }

    assertPackable(order);
    const line = order.lines.find(({ lineId }) => lineId === wanted.lineId);
    if (!line) throw invalid('lineId', 'a line of this order');
    if (line.scale === 'done') throw new Problem('line.weighed', { lineId: line.lineId });
    assertCanMove(line, wanted, await piecesAsked(tx, wanted));
    if (!(await writeAsked(tx, wanted, packer))) throw new Problem('request.repeated_differently');
    await beginPacking(tx, wanted);
    return { ...wanted, status: 'ASKED', refusal: null, holdId: order.holdId, skuId: line.skuId };
  }
}

function parse(request: ReallocateLine): Reallocation {
  const wanted = {
    companyId: CompanyId.parse(request.companyId),
    orderId: OrderId.parse(request.orderId),
    reallocationId: ReallocationId.parse(request.reallocationId),
    lineId: LineId.parse(request.lineId),
    fromLotId: LotId.parse(request.fromLotId, 'fromLotId'),
    toLotId: LotId.parse(request.toLotId, 'toLotId'),
    pieces: request.pieces,
    reason: parseText(request.reason, 'reason', { max: REASON_MAX, optional: true }),
  };
  if (wanted.pieces < 1) throw invalid('pieces', 'at least one piece');
  if (wanted.fromLotId === wanted.toLotId) throw invalid('toLotId', 'another lot');
  return wanted;
}

const answer = ({ reallocationId, lineId, fromLotId, toLotId, pieces }: Reallocation, allocations: Allotment[]) => ({
  reallocation: {
    ...{ reallocationId, lineId, fromLotId, toLotId, pieces },
    allocations: allocations.map(fromAllotment),
  },
});
