import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { System } from '../../deploy/local/system.js';

/** The part of V8's CPU profile that is read here. */
interface Profile {
  /** Microseconds of the machine's monotonic clock, as process.hrtime tells it too. */
  startTime: number;
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
}

export interface Hot {
  where: string;
  /** Of the time in which the process did anything. */
  share: number;
}

const SHOWN = 30;
const NS_PER_US = 1_000;
const IDLE = ['(idle)', '(program)'];

export interface Watched {
  name: string;
  /** Where its profile is written when it ends. */
  folder: string;
  since: bigint;
}

/** Starts processes of a system again, watched from now on. */
export async function watchAll(system: System, names: string[]): Promise<Watched[]> {
  const ours = system.processes.filter(({ name }) => names.includes(name));
  return Promise.all(
    ours.map(async (service) => {
      const folder = mkdtempSync(join(tmpdir(), `tianjian-profile-${service.name}-`));
      await service.stop();
      service.launch.args.unshift('--cpu-prof', `--cpu-prof-dir=${folder}`);
      await service.start();
      return { name: service.name, folder, since: process.hrtime.bigint() };
    }),
  );
}

/** Where a process spent its time from some moment on, itself and not what it called; the most first. */
export function hottest(folder: string, since: bigint): Hot[] {
  const times = new Map<string, number>();
  // A process that was started again in between has left more than one.
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  for (const file of files) addTimes(times, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, since);
  for (const idle of IDLE) times.delete(idle);
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([where, time]) => ({ where, share: time / busy }))
    .sort((one, other) => other.share - one.share)
    .slice(0, SHOWN);
}

function addTimes(times: Map<string, number>, { nodes, samples, timeDeltas, startTime }: Profile, since: bigint): void {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, wordsOf(callFrame)]));
  let now = startTime;
  for (const [at, id] of samples.entries()) {
    now += timeDeltas[at] ?? 0;
    if (now * NS_PER_US < since) continue;
    const where = nameOf.get(id) ?? '';
    times.set(where, (times.get(where) ?? 0) + (timeDeltas[at] ?? 0));
  }
}

function wordsOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const file = url.replace(/^.*\/(node_modules|dist)\//, '');
  return url === '' ? functionName : `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`;
}
