import { readdirSync, readFileSync } from 'node:fs';
/** A process by the name its figures go by. */
interface Named {
  name: string;
  pid: number | undefined;
}

/** CPU milliseconds by process, all of its children's with it. */
export type CpuMs = Record<string, number>;

const TICK_MS = 10; // Linux counts in hundredths of a second, whatever its own clock does.
const MIB = 1_024 * 1_024;

interface Stat {
  pid: number;
  parent: number;
  /** Its own. */
  ms: number;
  /** Of children that have ended. */
  endedMs: number;
}

/** What the processes of a system, and this one, have used until now. */
export function cpuOf(processes: Named[]): CpuMs {
  const stats = allStats();
  const used = Object.fromEntries(
    processes.map(({ name, pid }) => {
      const self = stats.filter((stat) => stat.pid === pid || stat.parent === pid);
      return [name, self.reduce((sum, { ms, endedMs }) => sum + ms + endedMs, 0)];
    }),
  );
  const { user, system } = process.cpuUsage();
  return { ...used, driver: (user + system) / 1_000 };
}

/** What programs that this process started and that have ended had used. */
export const cpuOfEnded = () => statOf(process.pid)?.endedMs ?? 0;

export function cpuBetween(before: CpuMs, after: CpuMs): CpuMs {
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
}

/** Resident MiB by process; of a server's children the memory they share is counted once, at the largest. */
export function residentOf(processes: Named[]): Record<string, number> {
  return Object.fromEntries(processes.map(({ name, pid }) => [name, residentMib(pid)]));
}

function residentMib(pid: number | undefined): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1_024) / MIB;
}

function allStats(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (n: number) => Number(fields[n - 3]);
    return { pid, parent: at(4), ms: (at(14) + at(15)) * TICK_MS, endedMs: (at(16) + at(17)) * TICK_MS };
  } catch {
    return undefined; // It has just ended.
  }
}
