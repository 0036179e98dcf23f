import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './latencies.js';
import type { Options } from './options.js';
import type { Stage } from './stage.js';
import { countStatements } from './statements.js';
import { checkout, type CheckoutRun } from './works/checkout.js';
import { oneSku, type OneSkuRun } from './works/one-sku.js';
import { reads, type Reads } from './works/reads.js';
import type { Taken, Yardstick } from './yardstick.js';
import { saleInRoom, type RoomSale } from './works/room-sale.js';

export interface CheckoutFigures {
  buyers: number;
  /** PostgreSQL's own rate beside each run. */
  pgOrder: Taken[];
  runs: (CheckoutRun & { transactionsPerOrder: number })[];
}

export interface OneSkuFigures {
  pgOrderHot: Taken[];
  runs: OneSkuRun[];
}

type Say = (line: string) => void;

const CROWDS = [16, 64];
const WARM_UP_S = 5;
const HOT_CLIENTS = 64;
const IDLE_S = 12;

/** P1 and PostgreSQL's own rate by turns, so that a busy spell of the machine falls on both. */
export async function checkoutRounds(
  stage: Stage,
  yardstick: Yardstick,
  { rounds, seconds }: Options,
  say: Say,
): Promise<CheckoutFigures[]> {
  const figures = CROWDS.map((buyers): CheckoutFigures => ({ buyers, pgOrder: [], runs: [] }));
  const idlePerS = await idleTransactions(stage);
  for (const { buyers } of figures) await checkout(stage, buyers, { seconds: WARM_UP_S });
  for (let round = 1; round <= rounds; round += 1) {
    for (const { buyers, pgOrder, runs } of figures) {
      const before = await transactions(stage);
      const run = await checkout(stage, buyers, { seconds });
      const ran = Date.now();
      // Idle connections tell their transactions up to ten seconds late: the yardstick takes longer.
      pgOrder.push(await yardstick.take('pg-order', buyers));
      const swept = idlePerS * ((Date.now() - ran) / 1_000);
      const transactionsPerOrder = ((await transactions(stage)) - before - swept) / run.orders;
      runs.push({ ...run, transactionsPerOrder });
      say(
        `P1 round ${round}, ${buyers} buyers: ${run.ordersPerS.toFixed(0)} orders/s, pg-order ${pgOrder.at(-1)?.perSecond.toFixed(0)}`,
      );
    }
  }
  return figures;
}

/** What sweepers and sequencers ask per second while nothing happens. */
async function idleTransactions(stage: Stage): Promise<number> {
  await sleep(IDLE_S * 1_000);
  const before = await transactions(stage);
  await sleep(IDLE_S * 1_000);
  return ((await transactions(stage)) - before) / IDLE_S;
}

const transactions = async ({ system }: Stage) => (await countStatements(system.postgresUrl))?.transactions ?? NaN;

/** P2 with a fresh SKU for each round. */
export async function oneSkuRounds(
  stage: Stage,
  yardstick: Yardstick,
  rounds: number,
  say: Say,
): Promise<OneSkuFigures> {
  const figures: OneSkuFigures = { pgOrderHot: [], runs: [] };
  await checkout(stage, HOT_CLIENTS, { seconds: WARM_UP_S });
  for (let round = 1; round <= rounds; round += 1) {
    const sku = stage.skus.pop();
    if (!sku) throw new Error('no SKU is left');
    const run = await oneSku(stage, sku);
    figures.runs.push(run);
    figures.pgOrderHot.push(await yardstick.take('pg-order-hot', HOT_CLIENTS));
    say(
      `P2 round ${round}: ${run.sold} sold at ${run.soldPerS.toFixed(0)}/s, pg-order-hot ${figures.pgOrderHot.at(-1)?.perSecond.toFixed(0)}`,
    );
    await sleep(1_000);
  }
  return figures;
}

/** P2 in a room, with a fresh SKU and session for each round. */
export async function roomSaleRounds(stage: Stage, rounds: number, say: Say): Promise<RoomSale[]> {
  const runs: RoomSale[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const sku = stage.skus.pop();
    if (!sku) throw new Error('no SKU is left');
    const run = await saleInRoom(stage, sku);
    runs.push(run);
    say(`P2 in the room, round ${round}: ${run.sold} sold at ${run.soldPerS.toFixed(0)}/s, ${run.untold} not told`);
  }
  return runs;
}

export async function readRounds(stage: Stage, { rounds, seconds }: Options, say: Say): Promise<Reads[]> {
  const runs: Reads[] = [];
  await reads(stage, { seconds: WARM_UP_S });
  for (let round = 1; round <= rounds; round += 1) {
    const run = await reads(stage, { seconds });
    runs.push(run);
    say(
      `P3 round ${round}: list ${run.list.perS.toFixed(0)}/s, anew ${run.anew.perS.toFixed(0)}/s, detail ${run.detail.perS.toFixed(0)}/s`,
    );
  }
  return runs;
}

/** The middle of the runs, figure by figure. */
export const middle = <Run>(runs: Run[], figure: (run: Run) => number | undefined) =>
  median(runs.flatMap((run) => figure(run) ?? []));
