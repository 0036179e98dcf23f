import { Controller } from '@nestjs/common';
import { SaveSupplierRequest_Kind as Kind } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Shelf, type ShowLotsOfProduct } from '#contracts/tianjian/catalog/v1/shelf_pb.js';
import { Db } from '#database/db.js';
import { LotId, ProductId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { nameOfRegion } from '../freight/region.js';
import { documentOf } from '../lots/certificate-answer.js';
import { publicNameOf } from '../suppliers/supplier.js';
import { readShownLots } from './lots.sql.js';

@Controller()
export class ShowLotsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Shelf.method.showLots)
  async handle(request: ShowLotsOfProduct) {
    const productId = ProductId.parse(request.productId);
    const lotId = request.lotId === '' ? undefined : LotId.parse(request.lotId);

    const lots = await this.db.single((tx) => readShownLots(tx, productId, lotId));

    if (lotId && lots.length === 0) throw new Problem('not_found');
    return {
      lots: lots.map(({ supplierName, supplierKind, certificates, preSale, ...lot }) => ({
        ...lot,
        preSale: preSale ?? undefined,
        originName: nameOfRegion(lot.originCode),
        supplierName: publicNameOf(supplierName, supplierKind),
        supplierKind: Kind[supplierKind],
        certificates: certificates.map((certificate) => ({ ...certificate, kind: documentOf(certificate.kind) })),
      })),
    };
  }
}
