import { createHash } from 'node:crypto';

/** Before the first segment. */
export const GENESIS = '0'.repeat(64);

export interface Linked {
  sha256: string;
  initSha256: string;
  prevSha256: string;
}

/** A segment's link of the chain: it follows from the segment and from everything before it. */
export const linkOf = ({ prevSha256, initSha256, sha256 }: Linked) =>
  createHash('sha256').update([prevSha256, initSha256, sha256].join('\n')).digest('hex');
