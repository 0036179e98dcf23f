import { SaveSkuRequest_PurchaseKind as PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { LotPackedSchema } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import type { Tx } from '#database/tx.js';
import { AdjustmentId, PackingId } from '#kernel/id.js';
import { refreshOffered } from '../lots/offered.sql.js';
import { packingOf } from '../stock/packing.js';
import { readPiece } from '../stock/packing.sql.js';
import { missingOf, withdrawals, type PreSale } from './presale.js';
import { standingsOf } from './presale-answer.js';
import { lockPieces, lockPreSale, readPreSales, settleHarvest, withdraw, type LotKey } from './presales.sql.js';

/**
 * Takes what did not grow off the shelf as far as nobody was promised it; once all that is still promised is there, the
 * pieces are packed ones. Whoever calls holds the lot and its pieces.
 */
export async function settleIfThere(tx: Tx, key: LotKey): Promise<void> {
  const found = await readOne(tx, key);
  const gone = withdrawals(standingsOf(found), found.massG);
  if (gone.length > 0) {
    await withdraw(tx, key, AdjustmentId.new(), gone);
  }
  const left = gone.length > 0 ? await readOne(tx, key) : found;
  if (missingOf(standingsOf(left), left.massG) > 0n) return;

  const packings = await packingsOf(tx, key, left);
  await tx.publish(LotPackedSchema, packings);
  await settleHarvest(tx, key, packings);
  await refreshOffered(tx, key);
}

/** A harvest whose buyers got their money back meanwhile, or some of them. */
export async function settleLater(tx: Tx, key: LotKey): Promise<void> {
  const found = await lockPreSale(tx, key);
  if (!found || found.harvestedOn === null || found.settled) return;
  await lockPieces(tx, key);
  await settleIfThere(tx, key);
}

/** For goods bought outright the farmer is owed from here on. */
async function packingsOf(tx: Tx, { companyId, lotId }: LotKey, { skus }: PreSale) {
  const packings = [];
  for (const { skuId, promised } of skus.filter((sku) => sku.promised > 0)) {
    const packingId = PackingId.derive('harvest', companyId, lotId, skuId);
    const order = { companyId, lotId, skuId, packingId, pieces: promised };
    const piece = await readPiece(tx, order);
    if (!piece) throw new Error(`SKU ${skuId} is sold from lot ${lotId} and is not of its product`);
    packings.push({
      ...packingOf(order, piece),
      movementId: AdjustmentId.derive('harvest', companyId, lotId, skuId),
      supplierId: piece.supplierId,
      purchaseKind: PurchaseKind[piece.purchaseKind as keyof typeof PurchaseKind],
    });
  }
  return packings;
}

async function readOne(tx: Tx, key: LotKey): Promise<PreSale> {
  const [found] = await readPreSales(tx, key);
  if (!found) throw new Error(`Lot ${key.lotId} was harvested and is not there`);
  return found;
}
