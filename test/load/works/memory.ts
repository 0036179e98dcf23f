import { setTimeout as sleep } from 'node:timers/promises';
import { residentOf } from '../meters.js';
import type { Stage } from '../stage.js';
import { checkout } from './checkout.js';

export interface Memory {
  when: string;
  /** MiB by process. */
  resident: Record<string, number>;
}

const CALM_MS = 10_000;
const LONG_S = 600;
const BUYERS = 16;

/** P8: what each process holds, once it has calmed down. */
export async function memory({ system }: Stage, when: string): Promise<Memory> {
  await sleep(CALM_MS);
  const all = [...system.processes, system.nats, system.redis];
  return { when, resident: residentOf(all) };
}

/** Whether it grows: the same after five and after ten minutes of orders. */
export async function longMemory(stage: Stage): Promise<Memory[]> {
  const seen: Memory[] = [];
  for (const minutes of [5, 10]) {
    const { failed, failures } = await checkout(stage, BUYERS, { seconds: LONG_S / 2 });
    if (failed > 0) throw new Error(`${failed} calls failed: ${failures.join('; ')}`);
    seen.push(await memory(stage, `after ${minutes} min of P1`));
  }
  return seen;
}
