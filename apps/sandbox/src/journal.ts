import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';

const TAIL = 65_536;

/** An append-only file of JSON lines: what stands in it, and only that, has happened. */
export class Journal {
  private lines: string[] = [];
  private written = 0;
  private durable = 0;
  private flushing: Promise<void> | undefined;

  private constructor(private readonly handle: FileHandle) {}

  /** Opens the file and tells it line by line. A last line torn by a crash was never answered: it is cut off. */
  static async open(path: string, replay: (entry: unknown) => void): Promise<Journal> {
    const handle = await open(path, 'a+');
    await cutTornLine(handle);
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      replay(JSON.parse(line));
    }
    return new Journal(handle);
  }

  write(entry: unknown): void {
    this.lines.push(`${JSON.stringify(entry)}\n`);
    this.written += 1;
  }

  /** Resolves when everything written so far is on the disk; whoever waits at the same time shares one sync. */
  async synced(): Promise<void> {
    const mine = this.written;
    // Ends: every flush takes all lines that wait, or throws.
    while (this.durable < mine) await (this.flushing ??= this.flush());
  }

  async close(): Promise<void> {
    await this.synced();
    await this.handle.close();
  }

  private async flush(): Promise<void> {
    const upTo = this.written;
    try {
      await this.handle.appendFile(this.lines.splice(0).join(''));
      await this.handle.datasync();
      this.durable = upTo;
    } finally {
      this.flushing = undefined;
    }
  }
}

async function cutTornLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const start = Math.max(0, size - TAIL);
  const tail = Buffer.alloc(size - start);
  await handle.read(tail, 0, tail.length, start);
  const whole = tail.lastIndexOf('\n') + 1;
  if (whole === 0 && start > 0) throw new Error('The last line is too long to be one of ours');
  if (whole < tail.length) await handle.truncate(start + whole);
}
