import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { System } from '../../deploy/local/system.js';

/** The part of V8's CPU profile that is read here. */
interface Profile {
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
const IDLE = ['(idle)', '(program)'];

/** Starts one process of a system again, watched. The profile is written when it ends. */
export async function watch(system: System, name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), `tianjian-profile-${name}-`));
  const service = system.service(name);
  await service.stop();
  service.launch.args.unshift('--cpu-prof', `--cpu-prof-dir=${folder}`);
  await service.start();
  return folder;
}

/** Where a process spent its time, itself and not what it called; the most first. */
export function hottest(folder: string): Hot[] {
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  if (!file) return [];
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, wordsOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const where = nameOf.get(id) ?? '';
    times.set(where, (times.get(where) ?? 0) + (timeDeltas[at] ?? 0));
  }
  for (const idle of IDLE) times.delete(idle);
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([where, time]) => ({ where, share: time / busy }))
    .sort((one, other) => other.share - one.share)
    .slice(0, SHOWN);
}

function wordsOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const file = url.replace(/^.*\/(node_modules|dist)\//, '');
  return url === '' ? functionName : `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`;
}
