import { createHash, randomUUID } from 'node:crypto';
import { Problem } from '#problems/problem.js';

/** What may lie there, and who sees it: "public" is for everybody, everything else is shown by link only. */
export type Area = 'public' | 'upload' | 'document' | 'export' | 'recording';

/** Where bytes lie: an area, and a name that is nobody's choice and so leads nowhere else. */
export type BlobKey = string & { readonly __kind: 'BlobKey' };

const KEY = /^(public|upload|document|export|recording)-[0-9a-f]{32,64}$/;

export const BlobKey = {
  new: (area: Area) => `${area}-${randomUUID().replaceAll('-', '')}` as BlobKey,

  /** Always the same key for the same words: what is made of something else and made again lies where it lay. */
  derive: (area: Area, ...words: string[]) =>
    `${area}-${createHash('sha256').update(JSON.stringify(words)).digest('hex')}` as BlobKey,

  /** Problems: request.invalid. */
  parse(value: string, field = 'blobKey'): BlobKey {
    if (!BlobKey.is(value)) throw new Problem('request.invalid', { field, reason: 'the blobKey of an upload' });
    return value;
  },

  is: (value: string): value is BlobKey => KEY.test(value),
  isPublic: (key: BlobKey) => key.startsWith('public-'),
};
