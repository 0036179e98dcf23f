import type { Segment, Window } from '../live/window.js';

/** What a recording says of a segment. */
export type Recorded = Omit<Segment, 'parts' | 'open' | 'whole'>;

const PART_TARGET_MIN_S = 0.2;
const SEGMENT_TARGET_MIN_S = 2;
/** So many of the newest segments are listed with their parts. */
const WITH_PARTS = 3;

export const partTarget = ({ longestPart }: Window) =>
  Math.max(PART_TARGET_MIN_S, Math.ceil(longestPart * 1_000) / 1_000);

export const segmentTarget = ({ longestSegment }: Pick<Window, 'longestSegment'>) =>
  Math.max(SEGMENT_TARGET_MIN_S, Math.round(longestSegment));

/** A stream as it is now, for who plays with little delay. */
export function livePlaylist(window: Window, over: boolean): string {
  const target = partTarget(window);
  const [first] = window.segments;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${segmentTarget(window)}`,
    `#EXT-X-PART-INF:PART-TARGET=${seconds(target)}`,
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${seconds(target * 3)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first?.n ?? window.nextSegment}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${window.breaksBefore}`,
  ];
  const partsFrom = window.segments.length - WITH_PARTS;
  window.segments.forEach((segment, at) => {
    lines.push(...headOf(segment, window.segments[at - 1]));
    if (at >= partsFrom && !over) lines.push(...segment.parts.map((part, p) => partLine(segment, p, part)));
    if (!segment.open) lines.push(...tailOf(segment));
  });
  lines.push(over ? '#EXT-X-ENDLIST' : hint(window));
  return `${lines.join('\n')}\n`;
}

/** A recording that is whole. */
export function replayPlaylist(segments: Recorded[]): string {
  const longestSegment = Math.max(0, ...segments.map(({ duration }) => duration));
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXT-X-TARGETDURATION:${segmentTarget({ longestSegment })}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    ...segments.flatMap((segment, at) => [...headOf(segment, segments[at - 1]), ...tailOf(segment)]),
    '#EXT-X-ENDLIST',
  ];
  return `${lines.join('\n')}\n`;
}

function headOf(segment: Recorded, before: Recorded | undefined): string[] {
  const anew = segment.generation !== before?.generation;
  return [
    ...(segment.discontinuity ? ['#EXT-X-DISCONTINUITY'] : []),
    ...(anew ? [`#EXT-X-MAP:URI="init-${segment.generation}.mp4"`] : []),
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startsAt).toISOString()}`,
  ];
}

const tailOf = ({ n, duration }: Recorded) => [`#EXTINF:${seconds(duration)},`, `${n}.m4s`];

const partLine = ({ n }: Segment, p: number, { duration, independent }: { duration: number; independent: boolean }) =>
  `#EXT-X-PART:DURATION=${seconds(duration)},URI="${n}.${p}.m4s"${independent ? ',INDEPENDENT=YES' : ''}`;

function hint({ last, nextSegment }: Window): string {
  const part = last?.open ? last.parts.length : 0;
  return `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${nextSegment}.${part}.m4s"`;
}

const seconds = (value: number) => value.toFixed(5).replace(/\.?0+$/, '');
