import { setTimeout as sleep } from 'node:timers/promises';
import type { Sku } from '../seed.js';
import type { Stage } from '../stage.js';
import { BUYERS, oneSku, type OneSkuRun } from './one-sku.js';
import { Crowd, Show } from './room.js';

export interface RoomSale extends OneSkuRun {
  /** Who did not come in, or not in time. */
  outside: number;
  /** Viewers who were not told that nothing is left, or on whose screens it did not come off the top. */
  untold: number;
  /** Viewers who have seen a fact twice, or not the next one. */
  wrong: number;
  /** From the last answer until everybody was told. */
  toldAfterMs: number;
}

const TOLD_WITHIN_MS = 15_000;
const LOOK_MS = 200;

/** P2 with its buyers in the room: they see what they buy, and how much of it is left, until nothing is. */
export async function saleInRoom(stage: Stage, sku: Sku): Promise<RoomSale> {
  const show = await Show.begin(stage, [sku]);
  await show.pin();
  const port = Number(new URL(stage.system.url).port);
  const viewers = Crowd.of(port, `/api/live-sessions/${show.liveSessionId}/room`);
  try {
    const { failed } = await viewers.join(BUYERS);
    await viewers.listen();
    const run = await oneSku(stage, sku, show.liveSessionId);
    const answered = performance.now();
    for (;;) {
      const { soldOut, unpinned, wrong } = await viewers.tell();
      const untold = BUYERS - failed - Math.min(soldOut, unpinned);
      const toldAfterMs = performance.now() - answered;
      if (untold === 0 || toldAfterMs > TOLD_WITHIN_MS) return { ...run, outside: failed, untold, wrong, toldAfterMs };
      await sleep(LOOK_MS);
    }
  } finally {
    viewers.end();
  }
}
