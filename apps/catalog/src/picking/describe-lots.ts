import { Controller } from '@nestjs/common';
import { Picking, type DescribeLotsRequest } from '#contracts/tianjian/catalog/v1/picking_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LotId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';

// Of 500 orders of 50 lines each, should no two of them come from one lot.
const LOTS_MAX = 25_000;

interface Label {
  lotId: LotId;
  expiresOn: string;
  harvestedOn: string;
  grade: string;
  originCode: string;
  supplierName: string;
}

@Controller()
export class DescribeLotsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Picking.method.describeLots)
  async handle(request: DescribeLotsRequest) {
    const companyId = CompanyId.parse(request.companyId);
    if (request.lotIds.length > LOTS_MAX) throw invalid('lotIds', `at most ${LOTS_MAX}`);
    const lotIds = request.lotIds.map((lotId) => LotId.parse(lotId, 'lotIds'));

    const lots = await this.db.single(
      (tx) => tx.sql<Label>`
        SELECT lot_id AS "lotId", expires_on AS "expiresOn", harvested_on AS "harvestedOn", grade,
          origin_code AS "originCode", supplier.name AS "supplierName"
        FROM unnest(${lotIds}::uuid[]) AS asked (lot_id)
          JOIN lot USING (lot_id)
          JOIN supplier USING (company_id, supplier_id)
        WHERE lot.company_id = ${companyId}`,
    );

    return { lots };
  }
}
