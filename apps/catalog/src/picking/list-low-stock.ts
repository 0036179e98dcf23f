import { Controller } from '@nestjs/common';
import { Picking, type ListLowStockRequest } from '#contracts/tianjian/catalog/v1/picking_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';

const AT_MOST_DEFAULT = 10;
const AT_MOST_MAX = 1_000_000;
// How many can be promised, and the SKU.
const KEYS = [/^\d{1,10}$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

@Controller()
export class ListLowStockHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Picking.method.listLowStock)
  async handle(request: ListLowStockRequest) {
    const companyId = CompanyId.parse(request.companyId);
    const atMost = request.atMost ?? AT_MOST_DEFAULT;
    if (atMost < 0 || atMost > AT_MOST_MAX) throw invalid('atMost', `0 to ${AT_MOST_MAX}`);
    const limit = parsePageSize(request.pageSize);
    const after = PageToken.parse(request.pageToken, KEYS);

    const skus = await this.db.ofCompany(companyId, (tx) => readLowStock(tx, { companyId, atMost, after, limit }));

    const last = skus.length === limit ? skus.at(-1) : undefined;
    return { skus, nextPageToken: last ? PageToken.of(String(last.available), last.skuId) : '' };
  }
}

interface LowSku {
  skuId: string;
  productId: string;
  title: string;
  available: number;
  onHand: number;
  held: number;
}

interface Page {
  companyId: CompanyId;
  atMost: number;
  after: string[] | undefined;
  limit: number;
}

/** What lies in lots that would not reach a buyer in time can be promised to nobody. */
const readLowStock = (tx: Tx, { companyId, atMost, after, limit }: Page) => tx.sql<LowSku>`
  SELECT * FROM (
    SELECT sku.sku_id AS "skuId", sku.product_id AS "productId", sku.title,
      pieces_of(sum(on_hand - held - set_aside) FILTER (
        WHERE expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
          AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date)) AS available,
      pieces_of(sum(on_hand)) AS "onHand", pieces_of(sum(held + set_aside)) AS held
    FROM sku LEFT JOIN stock USING (company_id, sku_id)
    WHERE company_id = ${companyId} GROUP BY company_id, sku.sku_id, sku.product_id, sku.title
  ) AS s
  WHERE available <= ${atMost} AND (${after?.[1] ?? null}::uuid IS NULL
    OR (available, "skuId") > (${after?.[0] ?? null}::bigint, ${after?.[1] ?? null}::uuid))
  ORDER BY available, "skuId" LIMIT ${limit}`;
