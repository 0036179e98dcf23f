import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LiveSessionId } from './id.js';
import type { StreamKeySecrets } from './stream-key.js';

/** Longer ones are cut by nobody. */
export const CLIP_MAX_MS = 10 * 60_000;

/** A piece of a replay that somebody may fetch for a while. */
export interface Clip {
  liveSessionId: LiveSessionId;
  /** In whole milliseconds of the replay. */
  fromMs: number;
  toMs: number;
}

/** What comes behind `/replay/<session>/clip.mp4?`; signed as stream keys are, by whom media edges believe. */
export function signClip(secrets: StreamKeySecrets, clip: Clip, expiresAt: Date): string {
  const [first] = secrets;
  if (!first) throw new Error('no secret for stream keys');
  const [keyId, secret] = first;
  const exp = String(Math.floor(expiresAt.getTime() / 1_000));
  const [from, to] = [String(clip.fromMs), String(clip.toMs)];
  return String(
    new URLSearchParams({ from, to, exp, by: keyId, mac: macOf(secret, clip.liveSessionId, [from, to, exp]) }),
  );
}

/** The piece a link is for; undefined where it is not genuine, or over. */
export function readClip(
  secrets: StreamKeySecrets,
  liveSessionId: LiveSessionId,
  query: URLSearchParams,
  now: Date,
): Clip | undefined {
  const [from = '', to = '', exp = '', by = '', mac = ''] = ['from', 'to', 'exp', 'by', 'mac'].map(
    (name) => query.get(name) ?? '',
  );
  const secret = secrets.get(by);
  if (secret === undefined) return undefined;
  const right = Buffer.from(macOf(secret, liveSessionId, [from, to, exp]));
  const given = Buffer.from(mac);
  if (right.length !== given.length || !timingSafeEqual(right, given)) return undefined;
  if (now.getTime() >= Number(exp) * 1_000) return undefined;
  return { liveSessionId, fromMs: Number(from), toMs: Number(to) };
}

const macOf = (secret: string, liveSessionId: LiveSessionId, said: readonly string[]) =>
  createHmac('sha256', secret)
    .update([`clip/${liveSessionId}`, ...said].join('|'))
    .digest('base64url');
