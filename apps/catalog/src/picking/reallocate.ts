import { isDeepStrictEqual } from 'node:util';
import { Controller } from '@nestjs/common';
import { Picking, type ReallocatePieces } from '#contracts/tianjian/catalog/v1/picking_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, HoldId, LotId, ReallocationId, SkuId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { assertCanTake, piecesOf, type Reallocation, type Shelf } from './reallocation.js';
import { lockHold, lockShelves, movePieces, piecesHeld, readReallocation } from './reallocation.sql.js';

// The word that the order is paid is on its way.
const SALE_RETRY_S = 1;

/** Orders says which pieces shall go out of which lot; the stock is ours. */
@Controller()
export class ReallocatePiecesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Picking.method.reallocate)
  async handle(request: ReallocatePieces) {
    const wanted = parse(request);
    const { from, to } = await this.db.transaction((tx) => reallocate(tx, wanted));
    return { from: piecesOf(from, wanted.pieces), to: piecesOf(to, wanted.pieces) };
  }
}

async function reallocate(tx: Tx, wanted: Reallocation): Promise<{ from: Shelf; to: Shelf }> {
  const status = await lockHold(tx, wanted);
  if (status === undefined) throw new Problem('not_found');
  const shelves = await lockShelves(tx, wanted);
  const from = shelves.find(({ lotId }) => lotId === wanted.fromLotId);
  const to = shelves.find(({ lotId }) => lotId === wanted.toLotId);
  if (!from || !to) throw new Problem('not_found');

  const earlier = await readReallocation(tx, wanted);
  if (earlier) {
    if (!isDeepStrictEqual({ ...earlier }, { ...wanted })) throw new Problem('request.repeated_differently');
    return { from, to };
  }
  if (status !== 'SOLD') throw new Problem('unavailable', { retryAfterS: SALE_RETRY_S });
  if ((await piecesHeld(tx, wanted)) < wanted.pieces) throw new Problem('not_found');
  assertCanTake(wanted, to);
  if (!(await movePieces(tx, wanted))) throw new Problem('request.repeated_differently');
  return { from, to };
}

const parse = (request: ReallocatePieces): Reallocation => ({
  companyId: CompanyId.parse(request.companyId),
  reallocationId: ReallocationId.parse(request.reallocationId),
  holdId: HoldId.parse(request.holdId),
  skuId: SkuId.parse(request.skuId),
  fromLotId: LotId.parse(request.fromLotId, 'fromLotId'),
  toLotId: LotId.parse(request.toLotId, 'toLotId'),
  pieces: request.pieces,
});
