import type { ServerFrame } from '#room/protocol.js';

/** How a viewer is reached. */
export type WireKind = 'socket' | 'events';

const TEXT_FRAME = 0x81; // Whole, and text.
const SHORT_MAX = 125;
const MEDIUM_MAX = 65_535;

/** A frame as bytes, made once for all who get it, in the shape of their wire. */
export class Said {
  private readonly made = new Map<WireKind, Buffer>();

  constructor(readonly text: Buffer) {}

  static of(...frames: ServerFrame[]): Said[] {
    return frames.map((frame) => new Said(Buffer.from(JSON.stringify(frame))));
  }

  bytes(kind: WireKind): Buffer {
    const known = this.made.get(kind);
    if (known) return known;
    const bytes = kind === 'socket' ? socketFrame(this.text) : eventFrame(this.text);
    this.made.set(kind, bytes);
    return bytes;
  }
}

/** As RFC 6455 wants what a server says: unmasked, uncompressed. Deflate would cost ten times the CPU. */
export function socketFrame(text: Buffer): Buffer {
  const { length } = text;
  const head = length <= SHORT_MAX ? 2 : length <= MEDIUM_MAX ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = TEXT_FRAME;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  text.copy(frame, head);
  return frame;
}

/** JSON has no line breaks, so one row holds it. */
const eventFrame = (text: Buffer) => Buffer.concat([Buffer.from('data: '), text, Buffer.from('\n\n')]);
