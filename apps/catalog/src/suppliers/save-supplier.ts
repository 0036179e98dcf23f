import { Controller } from '@nestjs/common';
import {
  Stock,
  SaveSupplierRequest_Kind as Kind,
  type SaveSupplierRequest,
} from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, SupplierId } from '#kernel/id.js';
import { parseRegion, parseText } from '#kernel/text.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { claimId } from '../ids/claim-id.sql.js';
import { nameOf } from '../ids/enum-name.js';
import { addStatus, lockKind, writeSupplier, type Supplier } from './suppliers.sql.js';

const NAME_MAX = 80;

@Controller()
export class SaveSupplierHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Stock.method.saveSupplier)
  async handle(request: SaveSupplierRequest, caller: Caller) {
    const wanted = parse(request);
    const said = { evidence: 'as entered by the company', saidBy: caller.person?.personId ?? null };

    await this.db.ofCompany(wanted.companyId, async (tx) => {
      await claimId(tx, wanted.companyId, 'supplier', wanted.supplierId);
      const kindBefore = await lockKind(tx, wanted);
      await writeSupplier(tx, wanted);
      if (wanted.kind !== kindBefore) await addStatus(tx, wanted, said);
    });

    return { supplier: { ...wanted, kind: request.kind } };
  }
}

const parse = (request: SaveSupplierRequest): Supplier => ({
  companyId: CompanyId.parse(request.companyId),
  supplierId: SupplierId.parseOrNew(request.supplierId),
  name: parseText(request.name, 'name', { max: NAME_MAX }),
  kind: nameOf(Kind, request.kind, 'kind'),
  regionCode: parseRegion(request.regionCode, 'regionCode'),
});
