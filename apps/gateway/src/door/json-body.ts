import { isUtf8 } from 'node:buffer';
import { invalid } from '#problems/problem.js';

/** The JSON of a body. No body at all is an empty request. Problems: request.invalid. */
export function parseJson(body: Buffer | undefined): unknown {
  if (!body || body.length === 0) return {};
  if (!isUtf8(body)) throw invalid('body', 'UTF-8');
  try {
    return JSON.parse(body.toString());
  } catch {
    throw invalid('body', 'JSON');
  }
}
