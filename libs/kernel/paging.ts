import { invalid } from '../problems/problem.js';

const PAGE_SIZE_DEFAULT = 20;
const PAGE_SIZE_MAX = 100;

/** How many rows a page has: 1 to 100, 20 where nothing is said. */
export function parsePageSize(value: number): number {
  if (value === 0) return PAGE_SIZE_DEFAULT;
  if (value < 1 || value > PAGE_SIZE_MAX) throw invalid('pageSize', `1 to ${PAGE_SIZE_MAX}`);
  return value;
}

/** An opaque place in a list: the sort keys of the last row seen. */
export const PageToken = {
  of: (...keys: string[]) => Buffer.from(JSON.stringify(keys)).toString('base64url'),

  /** The keys, or undefined on the first page. Every key must pass its own check, or the token is refused. */
  parse(token: string, checks: RegExp[]): string[] | undefined {
    if (token === '') return undefined;
    const keys = decode(token);
    const fits = Array.isArray(keys) && keys.length === checks.length;
    if (!fits || !checks.every((check, at) => typeof keys[at] === 'string' && check.test(keys[at]))) {
      throw invalid('pageToken', 'a nextPageToken of this list');
    }
    return keys;
  },
};

function decode(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw invalid('pageToken', 'a nextPageToken of this list');
  }
}
