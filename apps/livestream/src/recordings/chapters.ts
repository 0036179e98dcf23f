import type { SkuId } from '#kernel/id.js';

/** A stretch of a recording: when it was filmed, and how long it is. */
export interface Filmed {
  startsMs: number;
  durationMs: number;
}

/** While something was pinned; without an end it was to the last. */
export interface Episode {
  skuId: SkuId;
  startsAt: Date;
  endsAt: Date | null;
}

export interface Chapter {
  skuId: SkuId;
  fromMs: number;
  toMs: number;
}

export const CHAPTERS_MAX = 500;

/**
 * Where a moment is in a recording of which the interruptions are left out: before it begins, at its start; while nobody
 * streamed, where the stream went on.
 */
export function placeIn(filmed: readonly Filmed[]): (at: Date) => number {
  let total = 0;
  const from = filmed.map(({ durationMs }) => (total += durationMs) - durationMs);
  return (at) => {
    // The last stretch that had begun.
    let [low, high] = [0, filmed.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((filmed[middle]?.startsMs ?? 0) <= at.getTime()) low = middle + 1;
      else high = middle;
    }
    const stretch = filmed[low - 1];
    if (!stretch) return 0;
    return (from[low - 1] ?? 0) + Math.min(at.getTime() - stretch.startsMs, stretch.durationMs);
  };
}

/** A chapter for each time something was pinned, as far as that was filmed. */
export function chaptersOf(filmed: readonly Filmed[], episodes: readonly Episode[]): Chapter[] {
  const place = placeIn(filmed);
  const end = filmed.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return episodes
    .map(({ skuId, startsAt, endsAt }) => ({
      skuId,
      fromMs: place(startsAt),
      toMs: endsAt === null ? end : place(endsAt),
    }))
    .filter(({ fromMs, toMs }) => toMs > fromMs)
    .slice(0, CHAPTERS_MAX);
}

/** A chapter in pieces that are no longer than may be. */
export function piecesOf<C extends Chapter>(chapter: C, maxMs: number): C[] {
  const { fromMs, toMs } = chapter;
  return Array.from({ length: Math.ceil((toMs - fromMs) / maxMs) }, (_, nth) => ({
    ...chapter,
    fromMs: fromMs + nth * maxMs,
    toMs: Math.min(fromMs + (nth + 1) * maxMs, toMs),
  }));
}

/** As it is answered. */
export const inSeconds = ({ skuId, title, fromMs, toMs }: Chapter & { title: string }) => ({
  skuId,
  title,
  fromS: fromMs / 1000,
  toS: toMs / 1000,
});
