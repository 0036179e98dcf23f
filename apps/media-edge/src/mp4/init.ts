import { find, within } from './boxes.js';

export interface Track {
  id: number;
  kind: 'video' | 'audio';
  /** Ticks in a second. */
  timescale: number;
  /** "avc1.64001f" */
  codec: string;
}

/** What a fragmented file says of itself before its first picture. */
export interface Init {
  tracks: Track[];
  /** As browsers want to hear it. */
  mime: string;
}

// From a sample entry to the boxes in it.
const VIDEO_ENTRY = 78;
const AUDIO_ENTRY = 28;

/** Reads ftyp and moov. Throws where there is no picture in H.264. */
export function readInit(bytes: Buffer): Init {
  const moov = find(bytes, 0, bytes.length, 'moov');
  if (!moov) throw new Error('no moov');
  const tracks = [...within(bytes, moov.from, moov.to)]
    .filter(({ type }) => type === 'trak')
    .map(({ from, to }) => readTrack(bytes, from, to));
  if (!tracks.some(({ kind }) => kind === 'video')) throw new Error('no picture');
  return { tracks, mime: `video/mp4; codecs="${tracks.map(({ codec }) => codec).join(',')}"` };
}

function readTrack(bytes: Buffer, from: number, to: number): Track {
  const tkhd = at(find(bytes, from, to, 'tkhd'));
  const mdhd = at(find(bytes, from, to, 'mdia', 'mdhd'));
  const stsd = at(find(bytes, from, to, 'mdia', 'minf', 'stbl', 'stsd'));
  const entry = [...within(bytes, stsd.from + 8, stsd.to)][0];
  const long = (box: { from: number }) => bytes.readUInt8(box.from) === 1;
  return {
    id: bytes.readUInt32BE(tkhd.from + (long(tkhd) ? 20 : 12)),
    timescale: bytes.readUInt32BE(mdhd.from + (long(mdhd) ? 20 : 12)),
    ...codecOf(bytes, entry),
  };
}

function codecOf(bytes: Buffer, entry: { type: string; from: number; to: number } | undefined) {
  if (entry?.type === 'avc1') {
    const avcC = at(find(bytes, entry.from + VIDEO_ENTRY, entry.to, 'avcC'));
    const profile = bytes.subarray(avcC.from + 1, avcC.from + 4).toString('hex');
    return { kind: 'video' as const, codec: `avc1.${profile}` };
  }
  if (entry?.type === 'mp4a') {
    const esds = at(find(bytes, entry.from + AUDIO_ENTRY, entry.to, 'esds'));
    return { kind: 'audio' as const, codec: `mp4a.40.${objectTypeIn(bytes.subarray(esds.from + 4, esds.to))}` };
  }
  throw new Error(`${entry?.type ?? 'nothing'} is neither H.264 nor AAC`);
}

// The AudioSpecificConfig is the descriptor with tag 5, inside those with tags 3 and 4.
function objectTypeIn(descriptors: Buffer): number {
  let at = 0;
  while (at < descriptors.length) {
    const tag = descriptors.readUInt8(at);
    at += 1;
    let more = true;
    while (more && at < descriptors.length) {
      more = (descriptors.readUInt8(at) & 0x80) !== 0;
      at += 1;
    }
    if (tag === 5) {
      const type = descriptors.readUInt8(at) >> 3;
      return type === 31 ? 32 + ((descriptors.readUInt16BE(at) >> 5) & 0x3f) : type;
    }
    at += tag === 3 ? 3 : tag === 4 ? 13 : descriptors.length;
  }
  return 2; // AAC-LC
}

function at<T>(box: T | undefined): T {
  if (!box) throw new Error('not a track as we know it');
  return box;
}
