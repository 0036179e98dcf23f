import type { Packet } from './rtmp.js';

/** What a publisher's message is to us. */
export type Kind = 'video header' | 'key frame' | 'frame' | 'audio header' | 'sound' | 'nothing' | 'foreign';

export const AUDIO = 8;
export const VIDEO = 9;

const AAC = 10;
const H264 = 7;
const KEY_FRAME = 1;
const EXTENDED = 0x80;

/** H.264 and AAC as every encoder sends them. Other codecs are foreign, also under their newer names. */
export function kindOf({ type, data }: Packet): Kind {
  const [head = 0, second = 0] = data;
  if (data.length < 2 || (type !== AUDIO && type !== VIDEO)) return 'nothing';
  if (type === AUDIO) {
    if (head >> 4 !== AAC) return 'foreign';
    return second === 0 ? 'audio header' : 'sound';
  }
  if (head & EXTENDED || (head & 0x0f) !== H264) return 'foreign';
  if (second === 0) return 'video header';
  if (second !== 1) return 'nothing';
  return head >> 4 === KEY_FRAME ? 'key frame' : 'frame';
}

export const flvHeader = (withSound: boolean) =>
  Buffer.from([0x46, 0x4c, 0x56, 1, withSound ? 5 : 1, 0, 0, 0, 9, 0, 0, 0, 0]);

/** With the length of a tag before the first one, of which there is none. */
export const FLV_HEADER = 13;
const TAG_HEADER = 11;
const TAG_MAX = 4 * 1024 * 1024;

export function flvTag(type: number, ms: number, data: Buffer): Buffer {
  const tag = Buffer.alloc(TAG_HEADER + data.length + 4);
  tag.writeUInt8(type, 0);
  tag.writeUIntBE(data.length, 1, 3);
  tag.writeUIntBE(ms & 0xff_ffff, 4, 3);
  tag.writeUInt8((ms >>> 24) & 0xff, 7);
  data.copy(tag, TAG_HEADER);
  tag.writeUInt32BE(TAG_HEADER + data.length, TAG_HEADER + data.length);
  return tag;
}

/** The first tag of some bytes, and how many of them it takes; undefined before it is whole. Throws at what is too long. */
export function readFlvTag(bytes: Buffer): { packet: Packet; length: number } | undefined {
  if (bytes.length < TAG_HEADER) return undefined;
  const size = bytes.readUIntBE(1, 3);
  if (size > TAG_MAX) throw new Error('tag too long');
  const length = TAG_HEADER + size + 4;
  if (bytes.length < length) return undefined;
  const dts = bytes.readUIntBE(4, 3) + bytes.readUInt8(7) * 0x100_0000;
  const data = Buffer.from(bytes.subarray(TAG_HEADER, TAG_HEADER + size));
  return { packet: { type: bytes.readUInt8(0) & 0x1f, dts, data }, length };
}
