import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOf, toldIn, type Kept, type Library } from './library.js';
import { LOG } from './recording.js';
import type { Store } from './store.js';

interface Options {
  library: Library;
  /** Absent: they stay where they are. */
  store: Store | undefined;
  /** How long the edge keeps its own copy of what is stored. */
  keepLocalMs: number;
  failed(error: unknown): void;
}

/**
 * Moves recordings that are whole to where they are kept for years: copied file by file, the log last; and after a
 * while, when each was read back and is what was recorded, the edge's own copy goes. Killed at any moment it begins
 * again where it was.
 */
export class Mover {
  /** Recordings that are not stored yet. */
  waiting = 0;
  private turn: Promise<unknown> = Promise.resolve();
  private looking: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: Options) {}

  look(now: number): Promise<void> {
    this.looking ??= this.inTurn(() => this.lookAtAll(now)).finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** Never while it is being moved. */
  remove(liveSessionId: string): Promise<void> {
    return this.inTurn(() => this.options.library.remove(liveSessionId));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.turn;
  }

  private async lookAtAll(now: number): Promise<void> {
    const { library, store, keepLocalMs, failed } = this.options;
    if (!store) return;
    const here = await library.here();
    this.waiting = here.filter(({ storedAt }) => storedAt === undefined).length;
    for (const { liveSessionId, storedAt } of here) {
      if (this.stopped) return;
      try {
        if (storedAt === undefined) await this.keep(liveSessionId, store);
        else if (now - storedAt >= keepLocalMs) await this.free(liveSessionId, store);
      } catch (error) {
        failed(error);
      }
    }
  }

  private async keep(liveSessionId: string, store: Store): Promise<void> {
    const { library } = this.options;
    for (const file of await this.files(liveSessionId)) {
      if (this.stopped) return;
      await store.put(liveSessionId, file, bytesOf(join(library.replay(liveSessionId), file.name)));
    }
    await library.markStored(liveSessionId);
    this.waiting -= 1;
  }

  private async free(liveSessionId: string, store: Store): Promise<void> {
    const { library } = this.options;
    for (const { name, sha256 } of await this.files(liveSessionId)) {
      if (this.stopped) return;
      const bytes = await store.read(liveSessionId, name);
      if (bytes && sha256Of(bytes) === sha256) continue;
      // What is there otherwise than it was recorded is stored anew.
      await store.delete(liveSessionId, name);
      await library.markStored(liveSessionId, false);
      throw new Error(`${name} of ${liveSessionId} is not kept as it was recorded`);
    }
    await library.free(liveSessionId);
  }

  /** The log comes last: what it says is there. */
  private async files(liveSessionId: string): Promise<Kept[]> {
    const log = await this.options.library.logText(liveSessionId);
    if (!log) throw new Error(`no log of ${liveSessionId}`);
    return [...filesOf(toldIn(log)), { name: LOG, sha256: sha256Of(log) }];
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => {});
    return done;
  }
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Not opened before somebody reads it. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  yield await readFile(path);
}
