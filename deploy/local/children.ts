import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Say } from './project.js';
import { removeRunFile, writeRunFile, type Known, type Run } from './run-file.js';
import { Supervised, type Launch } from './supervised.js';

/** Every process this one has started, written down so that nothing is lost if this one is killed. */
export class Children {
  private readonly all: Supervised[] = [];
  private url: string | undefined;
  private state: 'open' | 'closing' | 'closed' = 'open';

  constructor(
    private readonly folder: string,
    private readonly say: Say,
  ) {
    this.writeDown();
    process.on('exit', this.lastResort);
  }

  /** Starts a process; resolves when it serves. */
  async start(launch: Launch): Promise<Supervised> {
    if (this.state !== 'open') throw new Error(`${launch.name} is not started: everything is being stopped`);
    mkdirSync(dirname(launch.logFile), { recursive: true, mode: 0o700 });
    keepLogShort(launch.logFile);
    const child = new Supervised(launch, this.say, () => this.writeDown());
    this.all.push(child);
    await child.start();
    return child;
  }

  /** Everything is up, here. */
  announce(url: string): void {
    this.url = url;
    this.writeDown();
  }

  /** Stops what was started, last first; those in `together` at once. */
  async stopAll(together: (child: Supervised) => boolean): Promise<void> {
    this.state = 'closing';
    const rest = [...this.all].reverse();
    await Promise.all(rest.filter(together).map((child) => child.stop()));
    for (const child of rest.filter((one) => !together(one))) await child.stop();
    this.state = 'closed';
    process.off('exit', this.lastResort);
    removeRunFile(this.folder);
  }

  private writeDown(): void {
    if (this.state === 'closed') return;
    const children = this.all.flatMap(({ name, pid, launch: { mark, stopSignal } }) =>
      pid === undefined ? [] : [{ name, pid, mark, stopSignal }],
    );
    writeRunFile(this.folder, { starter: self(), url: this.url, children } satisfies Run);
  }

  /** When this process ends without having stopped them. */
  private readonly lastResort = () => {
    for (const child of this.all) child.killNow();
  };
}

const LOG_MAX_BYTES = 20_000_000;

function keepLogShort(file: string): void {
  try {
    const text = readFileSync(file);
    if (text.length > LOG_MAX_BYTES) writeFileSync(file, text.subarray(-LOG_MAX_BYTES / 2));
  } catch {
    // There is no log yet.
  }
}

const self = (): Known => ({ pid: process.pid, mark: process.argv[1]?.split('/').at(-1) ?? 'node' });
