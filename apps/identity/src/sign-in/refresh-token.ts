import { createHash, randomBytes } from 'node:crypto';
import { Problem } from '#problems/problem.js';

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

// A reply lost on a weak network is asked for again within moments.
const REPLAY_WITHIN_MS = 60_000;

/** All refresh tokens that came of one sign-in, as they stand when one of them is shown. */
export interface Family {
  /** Of the tokens in force; one more with each rotation. */
  generation: number;
  sinceRotationMs: number;
  replayed: boolean;
  /** Signed out, revoked, or idle for too long. */
  over: boolean;
}

export const newRefreshToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

export const refreshTokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Problems: auth.required, as for every other token that opens nothing. */
export function parseRefreshToken(token: string): string {
  if (!TOKEN.test(token)) throw new Problem('auth.required');
  return token;
}

/**
 * What becomes of a family when one of its tokens is shown. The generation before the one in force may be replayed once
 * and shortly, as long as nobody has used its successor; anything older was copied, and the copy is somebody else's.
 */
export function judge(family: Family, generation: number): 'rotate' | 'replay' | 'revoke' | 'refuse' {
  if (family.over) return 'refuse';
  if (generation === family.generation) return 'rotate';
  const isLast = generation === family.generation - 1;
  return isLast && !family.replayed && family.sinceRotationMs <= REPLAY_WITHIN_MS ? 'replay' : 'revoke';
}
