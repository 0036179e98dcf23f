import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { HoldPastSales, PastPieces, PastSale as Message } from '#contracts/tianjian/catalog/v1/past_sales_pb.js';
import { CompanyId, HoldId, LotId, PersonId, SkuId } from '#kernel/id.js';
import { Quantity } from '#kernel/measures.js';
import { invalid } from '#problems/problem.js';

const SALES_MAX = 500;
const ENTRIES_MAX = 50;

export interface PastSale {
  companyId: CompanyId;
  holdId: HoldId;
  buyerId: PersonId;
  heldAt: Date;
  entries: { skuId: SkuId; lotId: LotId; pieces: number }[];
}

export function parsePastSales({ companyId, sales }: HoldPastSales): PastSale[] {
  if (sales.length < 1 || sales.length > SALES_MAX) throw invalid('sales', `1 to ${SALES_MAX}`);
  const company = CompanyId.parse(companyId);
  return sales.map((sale, at) => parse(company, sale, `sales[${at}]`));
}

function parse(companyId: CompanyId, { holdId, buyerId, heldAt, pieces }: Message, at: string): PastSale {
  if (!heldAt) throw invalid(`${at}.heldAt`, 'a moment');
  if (pieces.length < 1 || pieces.length > ENTRIES_MAX) throw invalid(`${at}.pieces`, `1 to ${ENTRIES_MAX}`);
  return {
    companyId,
    holdId: HoldId.parse(holdId, `${at}.holdId`),
    buyerId: PersonId.parse(buyerId, `${at}.buyerId`),
    heldAt: timestampDate(heldAt),
    entries: pieces.map((one, entry) => parseEntry(one, `${at}.pieces[${entry}]`)),
  };
}

const parseEntry = ({ skuId, lotId, pieces }: PastPieces, at: string) => ({
  skuId: SkuId.parse(skuId, `${at}.skuId`),
  lotId: LotId.parse(lotId, `${at}.lotId`),
  pieces: Quantity.parse(pieces, `${at}.pieces`),
});
