import { Injectable } from '@nestjs/common';
import { Orders } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { adopt, findDue, type DueHold } from './lapse.sql.js';
import { free } from './settle.sql.js';

const AT_ONCE = 200;

/**
 * Frees provisional holds past their time. Their orders may exist with the news still on its way, so orders is asked
 * first, outside any transaction; while it cannot answer, everything is kept.
 */
@Injectable()
export class LapseHolds {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  @Every('2s')
  async sweep(): Promise<void> {
    let due: DueHold[];
    // Ends: each round settles what it found, or stops.
    do {
      due = await this.db.single((tx) => findDue(tx, AT_ONCE));
      if (due.length === 0) return;
      const placed = await this.whichPlaced(due);
      if (!placed) return;
      await this.db.transaction(async (tx) => {
        await adopt(
          tx,
          due.filter((hold) => placed.has(hold.holdId)),
        );
        await free(
          tx,
          due.filter((hold) => !placed.has(hold.holdId)),
          'LAPSED',
        );
      });
    } while (due.length === AT_ONCE);
  }

  private async whichPlaced(due: DueHold[]): Promise<Set<string> | undefined> {
    try {
      const { holdIds } = await this.rpc.to(Orders).whichPlaced({ holdIds: due.map((hold) => hold.holdId) });
      return new Set(holdIds);
    } catch (error) {
      if (Problem.from(error).code === 'unavailable') return undefined;
      throw error;
    }
  }
}
