import { crowd } from '../crowd.js';
import { Latencies } from '../latencies.js';
import { makeScarce, type Sku } from '../seed.js';
import { assertBooks, logEnd, pay, place, untilLogged, type Stage } from '../stage.js';

export interface OneSkuRun {
  sold: number;
  soldOut: number;
  failed: number;
  failures: string[];
  /** Until the last piece was paid. */
  soldPerS: number;
  answeredPerS: number;
  /** Both calls. */
  winnersP99Ms: number;
  losersP99Ms: number;
}

export const BUYERS = 6_000;
export const PIECES = 2_000;
const AT_A_TIME = 64;
const FAILURES_SHOWN = 3;

/** P2: everybody wants the same SKU, each buyer once; in a live session, if one is named. */
export async function oneSku(stage: Stage, sku: Sku, liveSessionId?: string): Promise<OneSkuRun> {
  await makeScarce(stage.sql, sku);
  const { system, buyers } = stage;
  // Signed in before the sale opens: making tokens is identity's work, not the sale's.
  const tokens = Array.from({ length: BUYERS }, (_, n) => buyers.nth(n).token);
  const [winners, losers] = [new Latencies(), new Latencies()];
  const failures: string[] = [];
  const logged = await logEnd(stage);

  const began = performance.now();
  let lastSold = began;
  const { seconds } = await crowd(system.url, AT_A_TIME, { turns: BUYERS }, async (door, nth) => {
    const start = performance.now();
    try {
      const token = tokens[nth] ?? '';
      const placed = await place(door, token, sku, liveSessionId);
      if (!placed) return losers.add(performance.now() - start);
      await pay(door, token, placed);
      lastSold = performance.now();
      winners.add(lastSold - start);
    } catch (error) {
      failures.push(String(error));
    }
  });
  await untilLogged(stage, logged + winners.count);
  await assertBooks(stage);

  return {
    sold: winners.count,
    soldOut: losers.count,
    failed: failures.length,
    failures: failures.slice(0, FAILURES_SHOWN),
    soldPerS: winners.count / ((lastSold - began) / 1_000),
    answeredPerS: BUYERS / seconds,
    winnersP99Ms: winners.within(0.99),
    losersP99Ms: losers.within(0.99),
  };
}
