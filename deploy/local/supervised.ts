import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Say } from './project.js';

/** How to run one process, and how to see that it serves. */
export interface Launch {
  name: string;
  file: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  account?: Account;
  logFile: string;
  /** Stands in its command line, to tell it apart from a stranger. */
  mark: string;
  stopSignal: NodeJS.Signals;
  /** Settings for its next life alone: a port it was given earlier may be somebody else's by now. */
  renew?(): Promise<NodeJS.ProcessEnv>;
  /** How often it may die before it was ever ready. */
  startAttempts: number;
  /** Rejects while it does not serve yet. */
  ready(): Promise<void>;
  /** What must be done whenever it came up, before others count on it. */
  settle?(): Promise<void>;
}

const READY_LIMIT_MS = 60_000;
const READY_LOOK_MS = 50;
const STOP_LIMIT_MS = 10_000;
const BACK_OFF_MS = [200, 500, 1_000, 2_000, 5_000, 10_000];
// A process that served this long has not died of what it did at its start.
const STEADY_MS = 2_000;
const LOG_TAIL = 15;

interface Life {
  child: ChildProcess;
  /** How it ended: a signal, an exit code, or why it could not be run. */
  ended: Promise<string>;
  over: boolean;
}

/** Keeps one process running: what ends without being told to is started again, ever more slowly, and said. */
export class Supervised {
  private life: Life | undefined;
  private servesSince: number | undefined;
  /** Counts starts and stops: whoever was begun under an earlier number lets go. */
  private turn = 0;

  constructor(
    readonly launch: Launch,
    private readonly say: Say,
    /** Told whenever the process number changes. */
    private readonly changed: () => void = () => {},
  ) {}

  get name(): string {
    return this.launch.name;
  }

  get pid(): number | undefined {
    return this.life?.child.pid;
  }

  /** Resolves when it serves; rejects when it does not come up. */
  start(): Promise<void> {
    this.turn += 1;
    return new Promise((serves, failed) => this.keepRunning(this.turn, serves, failed).catch(failed));
  }

  /** Asks it to end, and makes it. */
  async stop(): Promise<void> {
    const force = setTimeout(() => this.life?.child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.down(this.launch.stopSignal);
    clearTimeout(force);
  }

  /** As an outage: it is dead when this resolves, and stays so until `start`. */
  async down(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.turn += 1;
    await this.kill(signal);
  }

  /** As a fault: it is dead when this resolves, and is being started again. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const life = this.life;
    life?.child.kill(signal);
    await life?.ended;
  }

  /** Without waiting for its end. */
  killNow(): void {
    this.life?.child.kill('SIGKILL');
  }

  /** Resolves when it serves (again). */
  async ready(): Promise<void> {
    const limit = Date.now() + READY_LIMIT_MS;
    while (!this.servesSince) {
      if (Date.now() > limit) throw new Error(`${this.name} does not come up`);
      await sleep(READY_LOOK_MS);
    }
  }

  /** The last words in its log. */
  lastWords(): string {
    if (!existsSync(this.launch.logFile)) return '';
    return readFileSync(this.launch.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL).join('\n');
  }

  /** Ends when told to stop, or when it never came up. */
  private async keepRunning(turn: number, serves: () => void, failed: (error: Error) => void): Promise<void> {
    const patience = Date.now() + READY_LIMIT_MS;
    let everServed = false;
    let deaths = 0;
    while (turn === this.turn) {
      const renewed = await this.launch.renew?.();
      if (turn !== this.turn) break;
      const life = this.spawn(renewed);
      if (await this.seenServing(life, everServed ? Infinity : patience)) {
        if (everServed) this.say(`${this.name} is up again`);
        everServed = true;
        serves();
      } else if (!life.over) {
        life.child.kill('SIGKILL');
      }

      const how = await life.ended;
      const served = this.servesSince ? Date.now() - this.servesSince : 0;
      this.forget();
      if (turn !== this.turn) break;
      deaths = served > STEADY_MS ? 1 : deaths + 1;
      if (!everServed && (deaths >= this.launch.startAttempts || Date.now() > patience)) {
        return failed(
          new Error(`${this.name} does not start (${how}). ${this.launch.logFile} ends:\n${this.lastWords()}`),
        );
      }
      const pause = BACK_OFF_MS[Math.min(deaths, BACK_OFF_MS.length) - 1] ?? 0;
      if (everServed) this.say(`${this.name} ended (${how}); starting it again in ${pause / 1_000} s`);
      await sleep(pause);
    }
    if (!everServed) failed(new Error(`${this.name} was told to stop before it served`));
  }

  private spawn(renewed: NodeJS.ProcessEnv | undefined): Life {
    const { file, args, env, cwd, account, logFile } = this.launch;
    const log = openSync(logFile, 'a', 0o600);
    // Detached: Ctrl-C in the terminal is for us alone, who stop all in their order.
    const child = spawn(file, args, {
      env: { ...env, ...renewed },
      cwd,
      uid: account?.uid,
      gid: account?.gid,
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    });
    const life = { child, ended, over: false };
    void ended.then(() => (life.over = true));
    this.life = life;
    this.changed();
    return life;
  }

  private async seenServing(life: Life, until: number): Promise<boolean> {
    while (!life.over && Date.now() < until) {
      try {
        await this.launch.ready();
        await this.launch.settle?.();
        // It may have died meanwhile, and a stranger have answered.
        if (!life.over) this.servesSince = Date.now();
        return !life.over;
      } catch {
        await sleep(READY_LOOK_MS);
      }
    }
    return false;
  }

  private forget(): void {
    this.life = undefined;
    this.servesSince = undefined;
    this.changed();
  }
}
