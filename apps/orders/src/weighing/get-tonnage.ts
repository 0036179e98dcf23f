import { Controller } from '@nestjs/common';
import { Fulfilment, type GetTonnageRequest } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId } from '#kernel/id.js';
import { parseDay } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';

// A year's report, also of a leap year.
const DAYS_MAX = 366;
const DAY_MS = 86_400_000;

@Controller()
export class GetTonnageHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Fulfilment.method.getTonnage)
  async handle(request: GetTonnageRequest) {
    const companyId = CompanyId.parse(request.companyId);
    const from = parseDay(request.paidFrom, 'paidFrom');
    const until = parseDay(request.paidUntil, 'paidUntil');
    const days = (Date.parse(until) - Date.parse(from)) / DAY_MS + 1;
    if (days < 1 || days > DAYS_MAX) throw invalid('paidUntil', `1 to ${DAYS_MAX} days from paidFrom on`);

    const lots = await this.db.ofCompany(companyId, (tx) => readTonnage(tx, companyId, from, until));
    return { grams: lots.reduce((sum, { grams }) => sum + grams, 0n), lots };
  }
}

interface LotTonnage {
  lotId: string;
  supplierId: string;
  pieces: bigint;
  grams: bigint;
}

/** What paid lines took of each lot, less the pieces that were given up before they left. */
const readTonnage = (tx: Tx, companyId: CompanyId, from: string, until: string) => tx.sql<LotTonnage>`
  WITH sold AS MATERIALIZED (
    SELECT order_id FROM orders
    WHERE company_id = ${companyId} AND paid_by IS NOT NULL
      AND paid_at >= (${from}::date)::timestamp AT TIME ZONE 'Asia/Shanghai'
      AND paid_at < (${until}::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
  ), part AS (
    SELECT lot, 1 AS sign FROM sold JOIN order_line l ON l.company_id = ${companyId} AND l.order_id = sold.order_id,
      jsonb_array_elements(l.allocations) AS lot
    UNION ALL
    SELECT lot, -1 FROM sold JOIN refund_line r ON r.company_id = ${companyId} AND r.order_id = sold.order_id,
      jsonb_array_elements(r.returned) AS lot
  )
  SELECT lot ->> 'lotId' AS "lotId", lot ->> 'supplierId' AS "supplierId",
    sum(sign * (lot ->> 'pieces')::bigint)::bigint AS pieces, sum(sign * (lot ->> 'grams')::bigint)::bigint AS grams
  FROM part GROUP BY 1, 2 HAVING sum(sign * (lot ->> 'pieces')::bigint) <> 0 ORDER BY 1`;
