import { fromJson } from '@bufbuild/protobuf';
import { HeldSchema, type Held } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import type { HeldLine, Hold } from './hold.js';
import type { Quote } from './quote.js';

/** What a hold promised, in the JSON of the answer: stored as it is, so that every repeat gets it to the letter. */
export const toQuoted = ({ companyId, liveSessionId, freightFen, totalFen }: Quote, lines: HeldLine[]) => ({
  companyId,
  liveSessionId: liveSessionId ?? '',
  lines: lines.map(({ sku, flash, allocations, ...line }) => ({
    skuId: sku.skuId,
    title: sku.title,
    quantity: line.quantity,
    priceFen: String(line.priceFen),
    amountFen: String(line.amountFen),
    netG: sku.netG,
    grossG: sku.grossG,
    purchaseKind: sku.purchaseKind,
    returnClass: sku.returnClass,
    offerId: flash?.offerId ?? '',
    allocations: allocations.map(({ grams, costFen, ...allocation }) => ({
      ...allocation,
      grams: String(grams),
      costFen: String(costFen),
    })),
  })),
  freightFen: String(freightFen),
  totalFen: String(totalFen),
});

export const toHeld = ({ holdId, status, expiresAt, quoted }: Hold): Held =>
  fromJson(HeldSchema, { ...quoted, holdId, status, expiresAt: expiresAt.toISOString() });
