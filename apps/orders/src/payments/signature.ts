import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '#problems/problem.js';

const TOLERANCE_S = 300;
const SIGNATURES_MAX = 5;

/**
 * "t=<seconds>,v1=<hex>": HMAC-SHA-256 over "t.body", byte by byte as sent. Several v1 may stand there while a secret
 * is being changed. Problems: webhook.refused.
 */
export function assertSigned(body: Uint8Array, signature: string, secret: string, now: Date): void {
  const parts = signature.split(',').map((part) => part.trim().split('='));
  const at = Number(parts.find(([key]) => key === 't')?.[1]);
  const given = parts.filter(([key]) => key === 'v1').slice(0, SIGNATURES_MAX);
  const young = Math.abs(now.getTime() / 1_000 - at) <= TOLERANCE_S;

  const expected = createHmac('sha256', secret).update(`${at}.`).update(body).digest();
  const matches = given.some(([, hex = '']) => {
    const bytes = Buffer.from(hex, 'hex');
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  if (!young || !matches) throw new Problem('webhook.refused');
}
