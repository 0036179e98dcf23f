import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, type ProcessName } from '../../deploy/local/project.js';
import type { Cut } from './blade.js';

/** Where a process is to be killed: at a write to one of its sockets. See blade.ts. */
export interface Where {
  process: ProcessName;
  /** What the bytes look like: a statement, a subject, a body. */
  write: RegExp;
  nth?: number;
  when: Cut['when'];
}

/** The test's hand on the blades in the processes of its system. */
export class Knife {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tianjian-knife-'));

  /** Settings of the system's processes. */
  get env(): NodeJS.ProcessEnv {
    const blade = join(root, 'dist', 'test', 'faults', 'blade.js');
    if (!existsSync(blade)) throw new Error(`${blade} is not built: run this with npm test`);
    return { KNIFE: this.folder, NODE_OPTIONS: `--import ${pathToFileURL(blade).href}` };
  }

  arm({ process, write, nth = 1, when }: Where): void {
    const cut: Cut = { id: randomUUID(), write: write.source, nth, when };
    rmSync(`${this.fileOf(process)}.fired`, { force: true });
    this.put(this.fileOf(process), cut);
  }

  hasCut(process: ProcessName): boolean {
    return existsSync(`${this.fileOf(process)}.fired`);
  }

  disarm(process: ProcessName): void {
    rmSync(this.fileOf(process), { force: true });
  }

  /** From now on, new connections to a port go to another. */
  detour(ports: Record<number, number>): void {
    this.put(join(this.folder, 'detours.json'), ports);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private fileOf(process: ProcessName): string {
    return join(this.folder, `${process}.json`);
  }

  /** Whole or not at all: a process may be reading it. */
  private put(file: string, content: unknown): void {
    writeFileSync(`${file}.draft`, JSON.stringify(content));
    renameSync(`${file}.draft`, file);
  }
}
