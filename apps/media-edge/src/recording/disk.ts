import { statfs } from 'node:fs/promises';

/** Room for recordings, as it was when somebody looked last. */
export class Disk {
  freeBytes = Infinity;

  constructor(
    private readonly folder: string,
    private readonly freeMin: number,
  ) {}

  async look(): Promise<void> {
    this.freeBytes = await this.read();
  }

  async read(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  /** Nobody new may stream. */
  get isScarce(): boolean {
    return this.freeBytes < this.freeMin;
  }

  /** Shows go on, but are not kept any more: what is left is for writing down what was. */
  get isFull(): boolean {
    return this.freeBytes < this.freeMin / 2;
  }
}
