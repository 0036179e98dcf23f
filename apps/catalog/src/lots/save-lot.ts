import { Controller } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { Stock, type SaveLotRequest } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LotId, ProductId, SupplierId } from '#kernel/id.js';
import { parseRegion, parseText } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { claimId } from '../ids/claim-id.sql.js';
import { GRADE_MAX, parseDays, parseMass, parsePerKg, type Lot } from './lot.js';
import { readLot, writeLot } from './lots.sql.js';

@Controller()
export class SaveLotHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Stock.method.saveLot)
  async handle(request: SaveLotRequest) {
    const wanted = parse(request);

    await this.db.ofCompany(wanted.companyId, async (tx) => {
      await claimId(tx, wanted.companyId, 'lot', wanted.lotId);
      if (await writeLot(tx, wanted)) return;
      const earlier = await readLot(tx, wanted.companyId, wanted.lotId);
      if (!earlier) throw new Problem('not_found');
      if (!isDeepStrictEqual(earlier, wanted)) throw new Problem('request.repeated_differently');
    });

    return { lot: wanted };
  }
}

const parse = (request: SaveLotRequest): Lot => ({
  companyId: CompanyId.parse(request.companyId),
  lotId: LotId.parseOrNew(request.lotId),
  productId: ProductId.parse(request.productId),
  supplierId: SupplierId.parse(request.supplierId),
  ...parseDays(request),
  originCode: parseRegion(request.originCode, 'originCode'),
  grade: parseText(request.grade, 'grade', { max: GRADE_MAX }),
  massG: parseMass(request.massG),
  pricePerKgFen: parsePerKg(request.pricePerKgFen, 'pricePerKgFen'),
  referencePerKgFen: parsePerKg(request.referencePerKgFen, 'referencePerKgFen'),
});
