import { Injectable } from '@nestjs/common';
import { Shelf } from '#contracts/tianjian/catalog/v1/shelf_pb.js';
import { CartLine_State } from '#contracts/tianjian/orders/v1/cart_pb.js';
import { Fen } from '#kernel/fen.js';
import type { CompanyId, ProductId, SkuId } from '#kernel/id.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { seen, type CartLine, type OnShelf } from './cart.js';

/** Carts beside what catalog has now: one question, however many lines and companies. */
@Injectable()
export class CartView {
  constructor(private readonly rpc: RpcClient) {}

  async look(skuIds: SkuId[]): Promise<Map<SkuId, OnShelf>> {
    if (skuIds.length === 0) return new Map();
    const { skus } = await this.rpc.to(Shelf).look({ skuIds });
    return new Map(
      skus.map(({ $typeName: _, ...sku }) => {
        const skuId = sku.skuId as SkuId;
        const ids = { skuId, companyId: sku.companyId as CompanyId, productId: sku.productId as ProductId };
        return [skuId, { ...sku, ...ids, priceFen: Fen.of(sku.priceFen) }];
      }),
    );
  }

  async show(lines: CartLine[]) {
    return this.answer(lines, await this.look(lines.map(({ skuId }) => skuId)));
  }

  answer(lines: CartLine[], shelf: ReadonlyMap<SkuId, OnShelf>) {
    const { companies, ...cart } = seen(lines, shelf);
    return {
      ...cart,
      companies: companies.map((company) => ({
        ...company,
        lines: company.lines.map((line) => ({ ...line, state: CartLine_State[line.state] })),
      })),
    };
  }
}
