import { Controller } from '@nestjs/common';
import { Picking, type ListExpiringLotsRequest } from '#contracts/tianjian/catalog/v1/picking_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { parseDay } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';

const WITHIN_DEFAULT = 14;
const WITHIN_MAX = 3_650;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// The day, the lot, the SKU.
const KEYS = [/^\d{4}-\d{2}-\d{2}$/, UUID, UUID];

@Controller()
export class ListExpiringLotsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Picking.method.listExpiringLots)
  async handle(request: ListExpiringLotsRequest) {
    const companyId = CompanyId.parse(request.companyId);
    const withinDays = request.withinDays ?? WITHIN_DEFAULT;
    if (withinDays < 0 || withinDays > WITHIN_MAX) throw invalid('withinDays', `0 to ${WITHIN_MAX}`);
    const limit = parsePageSize(request.pageSize);
    const after = parseAfter(request.pageToken);

    const lots = await this.db.ofCompany(companyId, (tx) => readExpiring(tx, { companyId, withinDays, after, limit }));

    const last = lots.length === limit ? lots.at(-1) : undefined;
    return { lots, nextPageToken: last ? PageToken.of(last.expiresOn, last.lotId, last.skuId) : '' };
  }
}

function parseAfter(token: string): string[] | undefined {
  const after = PageToken.parse(token, KEYS);
  if (after) parseDay(after[0] ?? '', 'pageToken');
  return after;
}

interface Expiring {
  lotId: string;
  skuId: string;
  title: string;
  expiresOn: string;
  onHand: number;
  held: number;
  sellable: boolean;
}

interface Page {
  companyId: CompanyId;
  withinDays: number;
  after: string[] | undefined;
  limit: number;
}

/** What has expired already stands first, until it is written off. */
const readExpiring = (tx: Tx, { companyId, withinDays, after, limit }: Page) => tx.sql<Expiring>`
  SELECT stock.lot_id AS "lotId", sku_id AS "skuId", sku.title, expires_on AS "expiresOn", on_hand AS "onHand",
    held + set_aside AS held,
    expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
      AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date AS sellable
  FROM stock JOIN sku USING (company_id, sku_id)
  WHERE company_id = ${companyId} AND on_hand > 0
    AND expires_on <= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${withinDays}::int
    AND (${after?.[0] ?? null}::date IS NULL OR (expires_on, stock.lot_id, sku_id)
      > (${after?.[0] ?? null}::date, ${after?.[1] ?? null}::uuid, ${after?.[2] ?? null}::uuid))
  ORDER BY expires_on, stock.lot_id, sku_id LIMIT ${limit}`;
