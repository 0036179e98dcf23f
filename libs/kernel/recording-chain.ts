import { createHash } from 'node:crypto';

/** What stands before the first segment of a recording. */
export const CHAIN_START = '0'.repeat(64);

/** A link of a recording's chain: whoever changes, takes out or puts in a segment changes every link after it. */
export const linkOf = (prev: string, initSha256: string, sha256: string) =>
  createHash('sha256').update(`${prev}\n${initSha256}\n${sha256}`).digest('hex');
