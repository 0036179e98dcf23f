import { isDeepStrictEqual } from 'node:util';
import type { CompanyId, HoldId, LineId, LotId, OrderId, ReallocationId, SkuId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { lotsLeft, type PackedLine } from './parcel.js';

/** Pieces of a line that shall go out of another lot. */
export interface Reallocation {
  companyId: CompanyId;
  orderId: OrderId;
  reallocationId: ReallocationId;
  lineId: LineId;
  fromLotId: LotId;
  toLotId: LotId;
  pieces: number;
  reason: string;
}

/** As it stands: asked for and not certain, done, or refused by catalog. */
export interface Standing extends Reallocation {
  status: 'ASKED' | 'DONE' | 'REFUSED';
  refusal: { code: string; details: object } | null;
  holdId: HoldId;
  skuId: SkuId;
}

/** Only what still must leave can go out of another lot; what others asked for and is not certain is theirs. */
export function assertCanMove(line: PackedLine, { fromLotId, pieces }: Reallocation, asked: number): void {
  const inLot = lotsLeft(line).find(({ lotId }) => lotId === fromLotId)?.pieces ?? 0;
  const left = Math.max(0, inLot - asked);
  if (pieces > left) throw new Problem('reallocation.too_many', { left });
}

/** Problems: request.repeated_differently. */
export function assertSame(earlier: Standing, wanted: Reallocation): void {
  const { status: _status, refusal: _refusal, holdId: _holdId, skuId: _skuId, ...asked } = earlier;
  if (!isDeepStrictEqual({ ...asked }, { ...wanted })) throw new Problem('request.repeated_differently');
}
