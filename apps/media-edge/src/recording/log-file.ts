import { open, readFile, type FileHandle } from 'node:fs/promises';

/** A file of JSON lines that only grows. A last line torn by a crash or a full disk was never said: it is cut off. */
export class LogFile {
  private adding: Promise<unknown> = Promise.resolve();
  private torn = false;

  private constructor(
    private readonly handle: FileHandle,
    /** Of its whole lines. */
    private size: number,
  ) {}

  static async open<Line>(path: string): Promise<{ file: LogFile; lines: Line[] }> {
    const handle = await open(path, 'a+');
    const text = await readFile(path);
    const whole = text.lastIndexOf(0x0a) + 1;
    if (whole < text.length) await handle.truncate(whole);
    return { file: new LogFile(handle, whole), lines: linesOf(text.subarray(0, whole)) };
  }

  /** Resolves when it is on the disk, or with `lazily` when a crash of this process cannot lose it. */
  async add(line: unknown, lazily = false): Promise<void> {
    await this.inTurn(() => this.append(Buffer.from(`${JSON.stringify(line)}\n`)));
    if (!lazily) await this.sync();
  }

  sync(): Promise<void> {
    return this.handle.datasync();
  }

  empty(): Promise<void> {
    return this.inTurn(async () => {
      await this.handle.truncate(0);
      this.size = 0;
    });
  }

  async close(): Promise<void> {
    await this.adding;
    await this.handle.close();
  }

  private async append(line: Buffer): Promise<void> {
    // Nothing is said behind half a line: there it would be lost with it, or worse.
    if (this.torn) await this.handle.truncate(this.size);
    this.torn = true;
    await this.handle.appendFile(line);
    this.torn = false;
    this.size += line.length;
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.adding.then(work);
    this.adding = done.catch(() => {});
    return done;
  }
}

export const readLines = async <Line>(path: string): Promise<Line[]> => wholeLinesOf(await readFile(path));

/** A last line that was torn is left out. */
export const wholeLinesOf = <Line>(text: Buffer): Line[] => linesOf(text.subarray(0, text.lastIndexOf(0x0a) + 1));

const linesOf = <Line>(bytes: Buffer): Line[] =>
  bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
