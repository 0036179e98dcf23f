import type { LikesId, LiveSessionId, PersonId } from '#kernel/id.js';
import { invalid } from '#problems/problem.js';

/** What a thumb gathered before it was sent. */
export interface Likes {
  liveSessionId: LiveSessionId;
  personId: PersonId;
  likesId: LikesId;
  likes: number;
}

/** In one batch; a client sends one every second or two. */
export const BATCH_MAX = 50;
/** No thumb is faster: what a program sends beyond it does not count. */
export const PER_SECOND_MAX = 10;

/** Problems: request.invalid. */
export function parseLikes(likes: number): number {
  if (likes < 1 || likes > BATCH_MAX) throw invalid('likes', `1 to ${BATCH_MAX}`);
  return likes;
}

/** One batch for each person and session: the later of two that come at once; the earlier one's likes go with it. */
export function together(asks: readonly Likes[]): Likes[] {
  const byLiker = new Map<string, Likes>();
  const seen = new Set<string>();
  for (const ask of asks) {
    if (seen.has(ask.likesId)) continue;
    seen.add(ask.likesId);
    const key = `${ask.liveSessionId} ${ask.personId}`;
    const earlier = byLiker.get(key);
    byLiker.set(key, { ...ask, likes: Math.min(BATCH_MAX, ask.likes + (earlier?.likes ?? 0)) });
  }
  return [...byLiker.values()];
}
