import type { LiveSessionId } from '#kernel/id.js';
import { verifyStreamKey, type StreamClaim, type StreamKeySecrets } from '#kernel/stream-key.js';
import type { Standing } from './standings.js';

export type Refusal =
  'FORGED' | 'EXPIRED' | 'UNKNOWN' | 'UNAVAILABLE' | 'OVER' | 'REVOKED' | 'IN_USE' | 'SUPERSEDED' | 'LIMIT';

/** What the edge knows when somebody asks. */
export interface Facts {
  secrets: StreamKeySecrets;
  /** Whether livestream was heard lately. */
  fresh: boolean;
  standing: Standing | undefined;
  /** Its recording here is whole, and takes no more. */
  sealed: boolean;
  /** There is no room for one more stream. */
  full: boolean;
  /** Who streams the session here, or did when it was interrupted. */
  current: Current | undefined;
}

export interface Current {
  /** Of the latest key that was let in. */
  serial: number;
  /** Keys up to this serial were shown out. */
  barred: number;
  /** Nobody is there, or says anything any more. */
  silent: boolean;
}

/** Whether a key opens the door: decided on the spot, by what is known. What is not known is not allowed. */
export function decide(key: string, liveSessionId: LiveSessionId, now: Date, facts: Facts): StreamClaim | Refusal {
  const claim = verifyStreamKey(facts.secrets, key, liveSessionId, now);
  if (typeof claim === 'string') return claim;
  if (!facts.fresh) return 'UNAVAILABLE';
  const { standing, current } = facts;
  if (!standing) return 'UNKNOWN';
  if (standing.over || facts.sealed) return 'OVER';
  if (claim.serial < standing.deniedBelow || claim.serial <= (current?.barred ?? 0)) return 'REVOKED';
  if (current) return meet(claim, current) ?? claim;
  return facts.full ? 'LIMIT' : claim;
}

/** A later key takes over, an earlier one is over with; the same one comes back when its line was lost, for one alone. */
function meet({ serial }: StreamClaim, current: Current): Refusal | undefined {
  if (serial < current.serial) return 'SUPERSEDED';
  return serial === current.serial && !current.silent ? 'IN_USE' : undefined;
}
