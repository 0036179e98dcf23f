import { describe, expect, it } from '@jest/globals';
import { headersOfPages, SECURITY_HEADERS } from './security-headers.js';

const policyOf = (origins: string[]) => headersOfPages(origins)['content-security-policy'].split('; ');

describe('What pages may fetch', () => {
  it('is their own, and streams from the edges that are named, also over their sockets', () => {
    const policy = policyOf(['https://edge-1.example', 'http://127.0.0.1:8935']);

    expect(policy).toContain("media-src 'self' blob: https://edge-1.example http://127.0.0.1:8935");
    expect(policy).toContain(
      "connect-src 'self' https://edge-1.example http://127.0.0.1:8935 wss://edge-1.example ws://127.0.0.1:8935",
    );
    expect(policy).toContain("default-src 'self'");
  });

  it('is their own alone where there is no edge', () => {
    expect(headersOfPages([])).toEqual(SECURITY_HEADERS);
    expect(policyOf([]).some((one) => one.startsWith('connect-src'))).toBe(false);
  });
});
