import { describe, expect, it } from '@jest/globals';
import { asSeenFrom } from './address.js';

describe('An address of the server’s own machine', () => {
  it.each([
    ['192.168.1.20', 'http://127.0.0.1:8935/live/x/index.m3u8', 'http://192.168.1.20:8935/live/x/index.m3u8'],
    ['192.168.1.20', 'ws://localhost:8935/live/x/socket', 'ws://192.168.1.20:8935/live/x/socket'],
    ['field.local', 'rtmp://127.0.0.1:1935/live', 'rtmp://field.local:1935/live'],
    ['[fe80::1]', 'http://[::1]:8935', 'http://[fe80::1]:8935'],
    ['localhost', 'http://127.0.0.1:8935/', 'http://localhost:8935/'],
    // Elsewhere is elsewhere.
    ['192.168.1.20', 'https://edge-1.example/live/x', 'https://edge-1.example/live/x'],
    ['192.168.1.20', 'http://127.0.0.1.example/', 'http://127.0.0.1.example/'],
    ['192.168.1.20', 'https://edge.example/?to=http://127.0.0.1:1', 'https://edge.example/?to=http://127.0.0.1:1'],
    ['192.168.1.20', '', ''],
  ])('seen from %s, %s is %s', (hostname, address, seen) => {
    expect(asSeenFrom(hostname, address)).toBe(seen);
  });
});
