import { CLOSED, type ServerFrame } from '#room/protocol.js';
import type { Batch } from './batch.js';
import { Said, type WireKind } from './said.js';

/** One line to one viewer. */
export interface Wire {
  readonly kind: WireKind;
  /** Bytes the other side has not taken yet. */
  readonly queued: number;
  write(bytes: Buffer): void;
  /** Says goodbye; what the other side does not take in a moment is thrown away. */
  close(code: number, reason: string): void;
}

/** Whom a viewer counts as: an account, else a device, else this line alone. */
export interface Who {
  key: string;
  personId?: string | undefined;
}

const SOCIAL_UP_TO = 64 * 1024;
const QUEUED_MAX = 256 * 1024;
const STUCK_MS = 5_000;
const RETRY_AFTER_MS = 500;

/** A viewer in a room, who is told as much as their line takes. */
export class Viewer {
  /** The last fact they were sent. */
  seq = 0;
  gone = false;
  /** Social frames that were not sent since the last one that was. */
  private dropped = 0;
  private sent = 0;
  private drained = 0;
  private movedAt = 0;

  constructor(
    readonly wire: Wire,
    readonly who: Who,
  ) {}

  say(...frames: ServerFrame[]): void {
    this.hear(...Said.of(...frames));
  }

  /** In one write: each costs a call to the kernel, and thousands come in at once. */
  hear(...said: Said[]): void {
    const { kind } = this.wire;
    this.write(Buffer.concat(said.map((one) => one.bytes(kind))));
  }

  tell(batch: Batch): void {
    if (this.gone) return;
    const { queued, kind } = this.wire;
    if (queued > QUEUED_MAX) return this.tooSlow();
    const keepsUp = queued <= SOCIAL_UP_TO;
    if (batch.hasSocial && !keepsUp) this.dropped += 1;
    else if (batch.hasSocial && this.dropped > 0) {
      this.say({ t: 'gap', dropped: this.dropped });
      this.dropped = 0;
    }
    const bytes = batch.bytes(kind, keepsUp ? 'both' : 'commerce', this.seq);
    this.seq = Math.max(this.seq, batch.last);
    if (bytes.length > 0) this.write(bytes);
  }

  /** Whether anything moved on the line lately; what stands still for seconds is cut. */
  look(now: number): void {
    const { queued } = this.wire;
    const drained = this.sent - queued;
    if (queued === 0 || drained !== this.drained) this.movedAt = now;
    this.drained = drained;
    if (now - this.movedAt >= STUCK_MS) this.tooSlow();
  }

  leave(code: number, reason: string, retryAfterMs = 0): void {
    if (this.gone) return;
    this.say({ t: 'bye', code, reason, retryAfterMs });
    this.gone = true;
    this.wire.close(code, reason);
  }

  /** They have it all in their queue or at the server: nothing of the commerce lane is lost by coming again. */
  private tooSlow(): void {
    this.leave(CLOSED.tooSlow, 'too slow', RETRY_AFTER_MS);
  }

  private write(bytes: Buffer): void {
    if (this.gone) return;
    this.sent += bytes.length;
    this.wire.write(bytes);
  }
}
