import { Controller } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { Stock, type AdjustStock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { AdjustmentId, CompanyId, LotId, SkuId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { claimId } from '../ids/claim-id.sql.js';
import { assertCanAdjust, parseChange, type Adjustment } from './adjustment.js';
import { changePieces, claimAdjustment, lockStanding, readAdjustment, readSkuStock } from './stock.sql.js';

const REASON_MAX = 200;

@Controller()
export class AdjustStockHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Stock.method.adjust)
  async handle(request: AdjustStock, caller: Caller) {
    const wanted = parse(request);
    const { companyId, skuId } = wanted;

    const stock = await this.db.ofCompany(companyId, async (tx) => {
      await claimId(tx, companyId, 'adjustment', wanted.adjustmentId);
      const standing = await lockStanding(tx, wanted);
      if (!standing) throw new Problem('not_found');

      if (await claimAdjustment(tx, wanted, caller.person?.personId ?? null)) {
        assertCanAdjust(wanted, standing);
        await changePieces(tx, wanted);
      } else if (!isDeepStrictEqual(await readAdjustment(tx, wanted), wanted)) {
        throw new Problem('request.repeated_differently');
      }
      return readSkuStock(tx, companyId, skuId);
    });

    return stock ?? {};
  }
}

const parse = (request: AdjustStock): Adjustment => ({
  companyId: CompanyId.parse(request.companyId),
  adjustmentId: AdjustmentId.parseOrNew(request.adjustmentId),
  lotId: LotId.parse(request.lotId),
  skuId: SkuId.parse(request.skuId),
  pieces: parseChange(request.pieces),
  reason: parseText(request.reason, 'reason', { max: REASON_MAX }),
});
