import { toJson, type JsonValue } from '@bufbuild/protobuf';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamChangedSchema } from '#contracts/tianjian/media/v1/media_pb.js';
import { registry } from '#messaging/contract.js';
import { LogFile } from '../recording/log-file.js';
import type { Happened } from './event.js';

/** An event on its way. */
export interface Letter {
  seq: number;
  eventId: string;
  payload: JsonValue;
}

interface Options {
  folder: string;
  /** Resolves when the stream has it. */
  deliver(letter: Letter): Promise<void>;
  failed(error: unknown): void;
}

const FILE = 'outbox.jsonl';
const SENT = 'outbox.sent';
const RETRY_MS = 500;
// A file in which nothing waits is begun anew when it is larger than so many letters.
const KEPT_MAX = 20_000;

/** What an edge has to tell, on its disk until the stream has it: at least once, in order. */
export class Outbox {
  private waiting: Letter[] = [];
  private wake = () => {};
  private stopped = false;
  private written = 0;
  private adding: Promise<void> = Promise.resolve();
  private loop: Promise<void> | undefined;

  private constructor(
    private readonly options: Options,
    private readonly file: LogFile,
    private seq: number,
  ) {}

  static async open(options: Options): Promise<Outbox> {
    const { file, lines } = await LogFile.open<Letter>(join(options.folder, FILE));
    const sent = Number(await readFile(join(options.folder, SENT), 'utf8').catch(() => '0'));
    const outbox = new Outbox(options, file, Math.max(sent, lines.at(-1)?.seq ?? 0));
    outbox.waiting = lines.filter(({ seq }) => seq > sent);
    outbox.written = lines.length;
    return outbox;
  }

  get backlog(): number {
    return this.waiting.length;
  }

  /** Resolves when it cannot be forgotten any more. Where the disk does not take it, it is told from memory. */
  tell({ eventId, message }: Happened): Promise<void> {
    this.seq += 1;
    message.seq = BigInt(this.seq);
    const payload = toJson(StreamChangedSchema, message, { alwaysEmitImplicit: true, registry });
    const letter = { seq: this.seq, eventId, payload };
    this.adding = this.adding.then(async () => {
      await this.file.add(letter).catch((error: unknown) => this.options.failed(error));
      this.written += 1;
      this.waiting.push(letter);
      this.wake();
    });
    return this.adding;
  }

  start(): void {
    this.loop ??= this.send();
  }

  /** Gives what waits a moment to go out; what does not go stays on the disk. */
  async stop(patienceMs: number): Promise<void> {
    await this.adding;
    const until = Date.now() + patienceMs;
    while (this.loop && this.waiting.length > 0 && Date.now() < until) await sleep(20);
    this.stopped = true;
    this.wake();
    await this.loop;
    await this.file.close();
  }

  private async send(): Promise<void> {
    while (!this.stopped) {
      const [next] = this.waiting;
      if (!next) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      try {
        await this.options.deliver(next);
        this.waiting.shift();
        if (this.waiting.length % 32 === 0) await this.remember(next.seq);
      } catch (error) {
        this.options.failed(error);
        await sleep(RETRY_MS);
      }
    }
  }

  private async remember(seq: number): Promise<void> {
    const path = join(this.options.folder, SENT);
    await writeFile(`${path}.new`, String(seq));
    await rename(`${path}.new`, path);
    if (this.waiting.length > 0 || this.written < KEPT_MAX) return;
    // Behind what is being added; the number of the last one stands in the other file.
    this.adding = this.adding.then(async () => {
      if (this.waiting.length > 0) return;
      await this.file.empty();
      this.written = 0;
    });
  }
}
