import { describe, expect, it } from '@jest/globals';
import { headersOfPages, SECURITY_HEADERS } from './security-headers.js';

const policyOf = (origins: string[], hostname = 'shop.example') =>
  headersOfPages(origins)(hostname)['content-security-policy'].split('; ');

describe('What pages may fetch', () => {
  it('is their own, and streams from the edges that are named, also over their sockets', () => {
    const policy = policyOf(['https://edge-1.example', 'http://10.0.0.7:8935']);

    expect(policy).toContain("media-src 'self' blob: https://edge-1.example http://10.0.0.7:8935");
    expect(policy).toContain(
      "connect-src 'self' https://edge-1.example http://10.0.0.7:8935 wss://edge-1.example ws://10.0.0.7:8935",
    );
    expect(policy).toContain("default-src 'self'");
  });

  it('is, of an edge on the same machine, where the page was opened from, and never what is no host', () => {
    const origins = ['http://127.0.0.1:8935', 'https://edge-1.example'];
    const mediaOf = (hostname: string) => policyOf(origins, hostname)[2];
    const from = (hostname: string) => `media-src 'self' blob: http://${hostname}:8935 https://edge-1.example`;

    for (const hostname of ['192.168.1.20', 'localhost', 'field.local', '127.0.0.1']) {
      expect(mediaOf(hostname)).toBe(from(hostname));
    }
    expect(policyOf(origins, 'field.local')[3]).toContain('ws://field.local:8935');
    for (const hostname of ['', 'x; script-src *', "'unsafe-inline'", '*', '[::1]', 'a b', 'a,b']) {
      expect(mediaOf(hostname)).toBe(from('127.0.0.1'));
    }
  });

  it('is their own alone where there is no edge', () => {
    expect(headersOfPages([])('shop.example')).toEqual(SECURITY_HEADERS);
    expect(policyOf([]).some((one) => one.startsWith('connect-src'))).toBe(false);
  });
});
