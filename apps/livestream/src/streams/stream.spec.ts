import { describe, expect, it } from '@jest/globals';
import { CompanyId, DutyId, LiveSessionId, PersonId, PublishId, ShiftId } from '#kernel/id.js';
import { parseEdges, edgeOf, publisherOf, viewersOf } from './media-edge.js';
import { assertNotTaken, isNews, isOnRoster, type Stream, type Word } from './stream.js';

const now = new Date('2026-11-22T12:00:00Z');
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const [host, other] = [PersonId.new(), PersonId.new()];
const [companyId, liveSessionId] = [CompanyId.new(), LiveSessionId.new()];

const shift = (personId: PersonId, from: number, until: number) => ({
  ...{ companyId, liveSessionId, shiftId: ShiftId.new(), personId, stageName: '小芳' },
  startsAt: inMinutes(from),
  endsAt: inMinutes(until),
});
const duty = (personId: PersonId) => ({
  ...{ dutyId: DutyId.new(), personId, stageName: '小芳', startsAt: inMinutes(-1), endsAt: null, endReason: null },
});

describe('The roster', () => {
  it.each([
    ['a shift that covers now', [shift(host, -5, 60)], undefined, false, true],
    ['a quarter of an hour early', [shift(host, 15, 60)], undefined, false, true],
    ['earlier than that', [shift(host, 16, 60)], undefined, false, false],
    ['just less than a quarter of an hour late', [shift(host, -60, -14)], undefined, false, true],
    ['a quarter of an hour late', [shift(host, -60, -15)], undefined, false, false],
    ['on duty beyond the plan', [shift(host, -60, -20)], duty(host), false, true],
    ['somebody else is on duty', [], duty(other), false, false],
    ['nothing is planned, for a host', [], undefined, false, false],
    ['nothing is planned, for a seller', [], undefined, true, true],
    ['others are planned, for a seller', [shift(other, -5, 60)], undefined, true, false],
  ])('%s', (_, shifts, onDuty, isSeller, is) => {
    expect(isOnRoster(host, { shifts, onDuty, isSeller }, now)).toBe(is);
  });
});

const stream = (over: Partial<Stream> = {}): Stream => ({
  ...{ companyId, liveSessionId, lastSerial: 1n, deniedBelow: 0n, state: 'ON', publishId: null, heardSeq: 0n },
  ...{ personId: other, playUrl: '', recordedFrom: null },
  ...over,
});

describe('A stream', () => {
  it('is taken from somebody on purpose only', () => {
    expect(() => assertNotTaken(stream(), host, false)).toThrow(expect.objectContaining({ code: 'stream.taken' }));
    expect(() => assertNotTaken(stream({ state: 'LOST' }), host, false)).toThrow();
    expect(() => assertNotTaken(stream(), host, true)).not.toThrow();
    expect(() => assertNotTaken(stream(), other, false)).not.toThrow();
    expect(() => assertNotTaken(stream({ state: 'OVER' }), host, false)).not.toThrow();
  });

  it('is as was said last, whatever is heard last', () => {
    const [earlier, later] = [PublishId.new(), PublishId.new()];
    const said = (publishId: PublishId, seq: bigint) => ({ publishId, seq }) as Word;

    expect(isNews(said(earlier, 1n), stream())).toBe(true);
    expect(isNews(said(earlier, 4n), stream({ publishId: earlier, heardSeq: 3n }))).toBe(true);
    expect(isNews(said(earlier, 3n), stream({ publishId: earlier, heardSeq: 3n }))).toBe(false);
    expect(isNews(said(later, 1n), stream({ publishId: earlier, heardSeq: 3n }))).toBe(true);
    expect(isNews(said(earlier, 9n), stream({ publishId: later, heardSeq: 3n }))).toBe(false);
  });
});

describe('Media edges', () => {
  const edges = parseEdges('[{"edgeId":"a","rtmpUrl":"rtmp://a:1935"},{"edgeId":"b","rtmpUrl":"rtmp://b:1935/"}]');

  it('are one and the same for all publishers of a session', () => {
    expect(edgeOf(edges, liveSessionId)).toBe(edgeOf(edges, liveSessionId));
    expect(edgeOf([], liveSessionId)).toBeUndefined();
  });

  it('are told to publishers in the two fields they have, and to viewers in both ways to watch', () => {
    expect(publisherOf(edges[1]!, liveSessionId, 'v1.k')).toEqual({
      serverUrl: 'rtmp://b:1935/live',
      streamKey: `${liveSessionId}?key=v1.k`,
    });
    expect(viewersOf('https://a/live/x')).toEqual({
      hlsUrl: 'https://a/live/x/index.m3u8',
      socketUrl: 'wss://a/live/x/socket',
    });
    expect(viewersOf('')).toEqual({ hlsUrl: '', socketUrl: '' });
  });

  it.each(['{}', '[{}]', '[{"edgeId":"a","rtmpUrl":"http://a"}]', 'rtmp://a'])('are refused: %s', (json) => {
    expect(() => parseEdges(json)).toThrow();
  });
});
