import { open, readFile, type FileHandle } from 'node:fs/promises';

/** A file of JSON lines that only grows. A last line torn by a crash was never said: it is cut off. */
export class LogFile {
  private constructor(private readonly handle: FileHandle) {}

  static async open<Line>(path: string): Promise<{ file: LogFile; lines: Line[] }> {
    const handle = await open(path, 'a+');
    const text = await readFile(path);
    const whole = text.lastIndexOf(0x0a) + 1;
    if (whole < text.length) await handle.truncate(whole);
    return { file: new LogFile(handle), lines: linesOf(text.subarray(0, whole)) };
  }

  /** Resolves when it is on the disk, or with `lazily` when a crash of this process cannot lose it. */
  async add(line: unknown, lazily = false): Promise<void> {
    await this.handle.appendFile(`${JSON.stringify(line)}\n`);
    if (!lazily) await this.sync();
  }

  sync(): Promise<void> {
    return this.handle.datasync();
  }

  async empty(): Promise<void> {
    await this.handle.truncate(0);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

export const readLines = async <Line>(path: string): Promise<Line[]> => {
  const text = await readFile(path);
  return linesOf<Line>(text.subarray(0, text.lastIndexOf(0x0a) + 1));
};

const linesOf = <Line>(bytes: Buffer): Line[] =>
  bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
