import { Injectable } from '@nestjs/common';
import { Picking } from '#contracts/tianjian/catalog/v1/picking_pb.js';
import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import type { Allocation } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { LineReallocatedSchema } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem, type Code } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { fromAllotment, toAllotment } from '../orders/held.js';
import type { Allotment } from '../orders/order.js';
import { lockOrder } from './fulfilment.sql.js';
import { notRefunded, partOf, reallocated } from './parcel.js';
import type { Reallocation, Standing } from './reallocation.js';
import { readReallocation, takeDue, writeAllocations, writeDone, writeRefused } from './reallocation.sql.js';

const AT_ONCE = 50;
// What catalog answers for good; anything else may be otherwise the next time.
const FINAL: Code[] = ['not_found', 'stock.sold_out', 'lot.not_sellable', 'request.repeated_differently'];

/** Brings reallocations that were asked for to their end: catalog moves the pieces, then the line says so. */
@Injectable()
export class ReallocationDesk {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
    private readonly observer: Observer,
  ) {}

  /** Where the line's pieces come from by then. Problems: those of catalog. */
  async finish(asked: Standing): Promise<Allotment[]> {
    try {
      const { from, to } = await this.rpc.to(Picking).reallocate(toRequest(asked));
      if (!from || !to) throw new Error(`Catalog moved nothing for ${asked.reallocationId}`);
      return await this.db.transaction((tx) => this.note(tx, asked, to));
    } catch (error) {
      const problem = Problem.from(error);
      if (FINAL.includes(problem.code)) await this.db.transaction((tx) => writeRefused(tx, asked, problem));
      throw error;
    }
  }

  @Every('5s')
  async sweep(): Promise<void> {
    for (const { companyId, reallocationId } of await this.db.single((tx) => takeDue(tx, AT_ONCE))) {
      const asked = await this.db.single((tx) => readReallocation(tx, companyId, reallocationId));
      if (asked?.status === 'ASKED') await this.finish(asked).catch((error: unknown) => this.told(error));
    }
  }

  private told(error: unknown): void {
    if (Problem.from(error).code === 'internal') this.observer.failed(error, 'reallocating');
  }

  private async note(tx: Tx, asked: Reallocation, moved: Allocation): Promise<Allotment[]> {
    const order = await lockOrder(tx, asked);
    const line = order?.lines.find(({ lineId }) => lineId === asked.lineId);
    const held = line?.allocations.find(({ lotId }) => lotId === asked.fromLotId);
    if (!line) throw new Error(`Reallocation ${asked.reallocationId} has no line`);
    if (!(await writeDone(tx, asked))) return line.allocations;
    if (!held) throw new Error(`Reallocation ${asked.reallocationId} has no pieces to move`);

    const [from, to] = [partOf(held, asked.pieces), toAllotment(moved)];
    const allocations = reallocated(line.allocations, from, to);
    const { orderId, companyId, reallocationId, lineId } = asked;
    await tx.publish(LineReallocatedSchema, {
      ...{ orderId, companyId, reallocationId, lineId },
      purchaseKind: SaveSkuRequest_PurchaseKind[line.purchaseKind],
      from: fromAllotment(from),
      to: fromAllotment(to),
      allocations: notRefunded({ ...line, allocations }).map(fromAllotment),
    });
    await writeAllocations(tx, asked, allocations);
    return allocations;
  }
}

const toRequest = ({ companyId, reallocationId, holdId, skuId, fromLotId, toLotId, pieces }: Standing) => ({
  companyId,
  reallocationId,
  holdId,
  skuId,
  fromLotId,
  toLotId,
  pieces,
});
