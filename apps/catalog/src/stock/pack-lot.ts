import { Controller } from '@nestjs/common';
import { SaveSkuRequest_PurchaseKind as PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { LotPackedSchema, Stock, type PackLot } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LotId, PackingId, SkuId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { claimId } from '../ids/claim-id.sql.js';
import { packingOf, parsePieces, type Packing, type PackingOrder, type Piece } from './packing.js';
import { addPieces, claimPacking, readPacking, readPiece, takeGrams } from './packing.sql.js';

@Controller()
export class PackLotHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Stock.method.pack)
  async handle(request: PackLot, caller: Caller) {
    const order = parse(request);
    const packer = caller.person?.personId ?? null;

    const packing = await this.db.ofCompany(order.companyId, async (tx) => {
      await claimId(tx, order.companyId, 'packing', order.packingId);
      const piece = await readPiece(tx, order);
      if (!piece) throw new Problem('not_found');
      const wanted = packingOf(order, piece);
      if (!(await claimPacking(tx, wanted, packer))) {
        assertSame(await readPacking(tx, order.companyId, order.packingId), wanted);
        return wanted;
      }

      if (piece.recalled) throw new Problem('lot.recalled');
      if (piece.notHarvested) throw new Problem('lot.not_harvested');
      if (piece.onPreSale) throw new Problem('pre_sale.sku_promised');
      if (!(await takeGrams(tx, wanted))) throw new Problem('lot.too_small');
      await tx.publish(LotPackedSchema, toEvent(wanted, piece));
      await addPieces(tx, wanted, piece, packer);
      return wanted;
    });

    return { packing };
  }
}

const parse = (request: PackLot): PackingOrder => ({
  companyId: CompanyId.parse(request.companyId),
  packingId: PackingId.parseOrNew(request.packingId),
  lotId: LotId.parse(request.lotId),
  skuId: SkuId.parse(request.skuId),
  pieces: parsePieces(request.pieces),
});

function assertSame(earlier: Packing | undefined, wanted: Packing): void {
  const same = (['lotId', 'skuId', 'pieces'] as const).every((field) => earlier?.[field] === wanted[field]);
  if (!same) throw new Problem('request.repeated_differently');
}

const toEvent = (packing: Packing, { supplierId, purchaseKind }: Piece) => ({
  ...packing,
  supplierId,
  purchaseKind: PurchaseKind[purchaseKind as keyof typeof PurchaseKind],
});
