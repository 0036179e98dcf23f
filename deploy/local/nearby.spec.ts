import { describe, expect, it } from '@jest/globals';
import { seenFromNearby } from './nearby.js';

const of = (address: string, internal: boolean, family: 'IPv4' | 'IPv6' = 'IPv4') => ({
  ...{ address, internal, netmask: '', mac: '', cidr: null },
  ...(family === 'IPv4' ? { family } : { family, scopeid: 0 }),
});

describe('A system on a table', () => {
  it('is reached by phones at the table by the address that the network gave it', () => {
    const interfaces = { lo: [of('127.0.0.1', true)], wifi: [of('fe80::1', false, 'IPv6'), of('192.168.1.20', false)] };
    expect(seenFromNearby('http://127.0.0.1:3000', interfaces)).toBe('http://192.168.1.20:3000');
    expect(seenFromNearby('http://127.0.0.1:3000', { lo: [of('127.0.0.1', true)] })).toBeUndefined();
  });
});
