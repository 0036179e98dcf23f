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

/** On the stream, and not known to be applied. */
interface Sent {
  letter: Letter;
  at: number;
}

interface Options {
  folder: string;
  /** Resolves when the stream has it. `again`: though it may remember that it had it before. */
  deliver(letter: Letter, again: boolean): Promise<void>;
  /** Which of these events nobody has applied. */
  missing(eventIds: string[]): Promise<string[]>;
  failed(error: unknown): void;
}

const FILE = 'outbox.jsonl';
const CONFIRMED = 'outbox.confirmed';
const RETRY_MS = 500;
// Younger ones are on their way: asking for them would only double the traffic.
const SETTLED_MS = 10_000;
const ASKED_AT_ONCE = 1_000;
// A file in which nothing waits is begun anew when it is larger than so many letters.
const KEPT_MAX = 20_000;

/**
 * What an edge has to tell, on its disk until it was applied: at least once, in order. The broker is a courier, not the
 * record: what it has lost is told again.
 */
export class Outbox {
  private waiting: Letter[] = [];
  private sent: Sent[] = [];
  private confirming = false;
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
    const confirmed = Number(await readFile(join(options.folder, CONFIRMED), 'utf8').catch(() => '0'));
    const outbox = new Outbox(options, file, Math.max(confirmed, lines.at(-1)?.seq ?? 0));
    outbox.waiting = lines.filter(({ seq }) => seq > confirmed);
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

  /** Asks for what was sent some time ago, and sends again what nobody has. Problems: unavailable. */
  async confirm(now: number): Promise<void> {
    const settled = this.sent.filter(({ at }) => now - at >= SETTLED_MS).slice(0, ASKED_AT_ONCE);
    if (this.confirming || settled.length === 0) return;
    this.confirming = true;
    try {
      const missing = new Set(await this.options.missing(settled.map(({ letter }) => letter.eventId)));
      const done = new Set(settled.filter(({ letter }) => !missing.has(letter.eventId)));
      this.sent = this.sent.filter((one) => !done.has(one));
      await this.remember();
      for (const one of settled.filter((each) => !done.has(each))) {
        await this.options.deliver(one.letter, true);
        one.at = now;
      }
    } finally {
      this.confirming = false;
    }
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
        await this.options.deliver(next, false);
        this.waiting.shift();
        this.sent.push({ letter: next, at: Date.now() });
      } catch (error) {
        this.options.failed(error);
        await sleep(RETRY_MS);
      }
    }
  }

  private async remember(): Promise<void> {
    const first = this.sent[0]?.letter ?? this.waiting[0];
    const path = join(this.options.folder, CONFIRMED);
    await writeFile(`${path}.new`, String((first?.seq ?? this.seq + 1) - 1));
    await rename(`${path}.new`, path);
    if (this.isEmpty && this.written >= KEPT_MAX) {
      // Behind what is being added; the number of the last one stands in the other file.
      this.adding = this.adding.then(async () => {
        if (!this.isEmpty) return;
        await this.file.empty();
        this.written = 0;
      });
    }
  }

  private get isEmpty(): boolean {
    return this.waiting.length === 0 && this.sent.length === 0;
  }
}
