/** A box with its header. */
export interface Box {
  type: string;
  bytes: Buffer;
}

const HEADER = 8;
const LARGE_HEADER = 16;
const BOX_MAX = 64 * 1024 * 1024;

/** Cuts what flows by into its outermost boxes. */
export class BoxCutter {
  private chunks: Buffer[] = [];
  private have = 0;
  private wanted = HEADER;

  /** The boxes that are whole with these bytes. Throws at what cannot be one. */
  push(bytes: Buffer): Box[] {
    this.chunks.push(bytes);
    this.have += bytes.length;
    const boxes: Box[] = [];
    while (this.have >= this.wanted) {
      const all = this.chunks.length === 1 ? (this.chunks[0] ?? bytes) : Buffer.concat(this.chunks);
      this.chunks = [all];
      const size = sizeAt(all, 0);
      if (size !== undefined && size > BOX_MAX) throw new Error('box too large');
      this.wanted = size ?? LARGE_HEADER;
      if (size === undefined || all.length < size) continue;
      boxes.push({ type: typeAt(all, 0), bytes: all.subarray(0, size) });
      this.chunks = [all.subarray(size)];
      this.have -= size;
      this.wanted = HEADER;
    }
    return boxes;
  }
}

/** Where the whole boxes in some bytes begin and end, outermost ones only; what is torn at the end is left out. */
export function wholeBoxes(bytes: Buffer): { type: string; from: number; to: number }[] {
  const found = [];
  let at = 0;
  while (at + HEADER <= bytes.length) {
    // What a loss of power left may be anything.
    const size = bytes.readUInt32BE(at);
    if (size < HEADER || at + size > bytes.length) break;
    found.push({ type: typeAt(bytes, at), from: at, to: at + size });
    at += size;
  }
  return found;
}

/** The boxes inside a stretch of bytes: where what is in them begins and ends. */
export function* within(
  bytes: Buffer,
  from: number,
  to: number,
): Generator<{ type: string; from: number; to: number }> {
  let at = from;
  while (at + HEADER <= to) {
    const size = sizeAt(bytes, at) ?? 0;
    if (size < HEADER || at + size > to) return;
    yield { type: typeAt(bytes, at), from: at + HEADER, to: at + size };
    at += size;
  }
}

/** The first box on a path such as mdia/minf/stbl. */
export function find(
  bytes: Buffer,
  from: number,
  to: number,
  ...path: string[]
): { from: number; to: number } | undefined {
  const [first, ...rest] = path;
  for (const box of within(bytes, from, to)) {
    if (box.type !== first) continue;
    return rest.length === 0 ? box : find(bytes, box.from, box.to, ...rest);
  }
  return undefined;
}

/** Undefined where more bytes are needed to know. Throws at what cannot be a box. */
function sizeAt(bytes: Buffer, at: number): number | undefined {
  const size = bytes.readUInt32BE(at);
  if (size >= HEADER) return size;
  if (size !== 1) throw new Error('no box');
  if (bytes.length < at + LARGE_HEADER) return undefined;
  const large = bytes.readBigUInt64BE(at + HEADER);
  return large > BigInt(BOX_MAX) ? BOX_MAX + 1 : Number(large);
}

const typeAt = (bytes: Buffer, at: number) => bytes.toString('latin1', at + 4, at + HEADER);
