import { find, within } from './boxes.js';
import type { Track } from './init.js';

/** What one track gets with a fragment. */
export interface Run {
  track: Track;
  /** In seconds. */
  start: number;
  duration: number;
  /** Whether its first sample needs none before it. */
  independent: boolean;
}

const NOT_SYNC = 0x1_0000;
const TFHD_BEFORE_DURATION = [
  [0x1, 8],
  [0x2, 4],
] as const;

/** Reads a moof; with `shift` (ticks to add, by track) it also moves it in time. */
export function readFragment(moof: Buffer, tracks: Track[], shift?: (track: Track, start: number) => number): Run[] {
  const box = find(moof, 0, moof.length, 'moof');
  if (!box) throw new Error('no moof');
  return [...within(moof, box.from, box.to)].flatMap((traf) =>
    traf.type === 'traf' ? readTraf(moof, traf, tracks, shift) : [],
  );
}

function readTraf(
  moof: Buffer,
  traf: { from: number; to: number },
  tracks: Track[],
  shift: ((track: Track, start: number) => number) | undefined,
): Run[] {
  const tfhd = find(moof, traf.from, traf.to, 'tfhd');
  const tfdt = find(moof, traf.from, traf.to, 'tfdt');
  if (!tfhd || !tfdt) throw new Error('no fragment as we know it');
  const track = tracks.find(({ id }) => id === moof.readUInt32BE(tfhd.from + 4));
  if (!track) return [];

  const usual = usualOf(moof, tfhd.from);
  let ticks = 0;
  let first: number | undefined;
  for (const box of within(moof, traf.from, traf.to)) {
    if (box.type !== 'trun') continue;
    const run = readTrun(moof, box.from, usual);
    ticks += run.ticks;
    first ??= run.firstFlags;
  }
  const start = move(moof, tfdt.from, shift === undefined ? () => 0 : (from) => shift(track, from));
  return [
    {
      track,
      start: start / track.timescale,
      duration: ticks / track.timescale,
      independent: ((first ?? 0) & NOT_SYNC) === 0,
    },
  ];
}

/** What a sample's duration and flags are where its run does not say. */
function usualOf(moof: Buffer, tfhd: number): { duration: number; flags: number } {
  const flags = moof.readUInt32BE(tfhd) & 0xff_ffff;
  let at = tfhd + 8;
  for (const [bit, size] of TFHD_BEFORE_DURATION) at += flags & bit ? size : 0;
  const duration = flags & 0x8 ? moof.readUInt32BE(at) : 0;
  at += flags & 0x8 ? 4 : 0;
  at += flags & 0x10 ? 4 : 0;
  return { duration, flags: flags & 0x20 ? moof.readUInt32BE(at) : 0 };
}

function readTrun(moof: Buffer, trun: number, usual: { duration: number; flags: number }) {
  const flags = moof.readUInt32BE(trun) & 0xff_ffff;
  const samples = moof.readUInt32BE(trun + 4);
  let at = trun + 8 + (flags & 0x1 ? 4 : 0);
  let firstFlags = usual.flags;
  if (flags & 0x4) {
    firstFlags = moof.readUInt32BE(at);
    at += 4;
  }
  let ticks = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    ticks += flags & 0x100 ? moof.readUInt32BE(at) : usual.duration;
    at += flags & 0x100 ? 4 : 0;
    at += flags & 0x200 ? 4 : 0;
    if (flags & 0x400) {
      if (sample === 0) firstFlags = moof.readUInt32BE(at);
      at += 4;
    }
    at += flags & 0x800 ? 4 : 0;
  }
  return { ticks, firstFlags };
}

/** When the run begins, in ticks, after it was moved. */
function move(moof: Buffer, tfdt: number, shift: (start: number) => number): number {
  const long = moof.readUInt8(tfdt) === 1;
  const start = long ? Number(moof.readBigUInt64BE(tfdt + 4)) : moof.readUInt32BE(tfdt + 4);
  const moved = Math.max(0, Math.round(start + shift(start)));
  if (moved === start) return start;
  if (long) moof.writeBigUInt64BE(BigInt(moved), tfdt + 4);
  else moof.writeUInt32BE(moved, tfdt + 4);
  return moved;
}
