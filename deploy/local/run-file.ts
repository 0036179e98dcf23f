import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process as it can be told apart from a stranger that got the same number later. */
export interface Known {
  pid: number;
  /** Stands in its command line. */
  mark: string;
}

export interface Child extends Known {
  name: string;
  stopSignal: NodeJS.Signals;
}

/** What runs out of a folder. It outlives a starter that is killed, so that the next one can clean up. */
export interface Run {
  starter: Known;
  /** Set once everything is up. */
  url?: string;
  children: Child[];
}

const STOP_PATIENCE_MS = 8_000;
const LOOK_MS = 50;

const pathIn = (folder: string) => join(folder, 'run.json');

export function readRunFile(folder: string): Run | undefined {
  if (!existsSync(pathIn(folder))) return undefined;
  try {
    return JSON.parse(readFileSync(pathIn(folder), 'utf8')) as Run;
  } catch {
    return undefined; // Half written by a starter that died.
  }
}

export function writeRunFile(folder: string, run: Run): void {
  const draft = `${pathIn(folder)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(run, null, 2), { mode: 0o600 });
  renameSync(draft, pathIn(folder));
}

export const removeRunFile = (folder: string) => rmSync(pathIn(folder), { force: true });

/** The run whose starter is alive, if any. */
export function currentRun(folder: string): Run | undefined {
  const run = readRunFile(folder);
  return run && isSame(run.starter) ? run : undefined;
}

/** Stops, last started first, what a starter that was killed left running. Returns their names. */
export async function stopLeftovers(run: Run | undefined): Promise<string[]> {
  const left = (run?.children ?? []).filter(isSame).reverse();
  for (const child of left) signal(child.pid, child.stopSignal);
  await Promise.all(
    left.map(async (child) => {
      if (!(await gone(child))) signal(child.pid, 'SIGKILL');
      await gone(child);
    }),
  );
  return left.map((child) => child.name);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function isSame({ pid, mark }: Known): boolean {
  return isAlive(pid) && commandLine(pid).includes(mark);
}

function commandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  if (existsSync(file)) return readFileSync(file, 'utf8').replaceAll('\0', ' ');
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended by itself.
  }
}

async function gone(child: Child): Promise<boolean> {
  for (let waited = 0; waited < STOP_PATIENCE_MS; waited += LOOK_MS) {
    if (!isSame(child)) return true;
    await sleep(LOOK_MS);
  }
  return false;
}
