import { describe, expect, it } from '@jest/globals';
import { livePlaylist, replayPlaylist } from '../playback/playlist.js';
import { ArrivalClock } from './arrival-clock.js';
import { Window } from './window.js';

const film = (start: number, independent: boolean) => ({
  bytes: Buffer.from('film'),
  start,
  duration: 0.2,
  independent,
});

/** So many parts of a fifth of a second, with a key frame each second. */
function play(window: Window, from: number, parts: number, generation = 0): void {
  for (let at = 0; at < parts; at += 1) {
    window.add(film(from + at * 0.2, at % 5 === 0), generation, () => Date.UTC(2026, 0, 1) + (from + at * 0.2) * 1_000);
  }
}

describe('The window of a stream', () => {
  it('is told part by part, segment by segment, with what comes next', () => {
    const window = new Window();
    play(window, 0, 7);

    expect(livePlaylist(window, false).split('\n')).toEqual([
      '#EXTM3U',
      '#EXT-X-VERSION:9',
      '#EXT-X-TARGETDURATION:2',
      '#EXT-X-PART-INF:PART-TARGET=0.2',
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.6',
      '#EXT-X-MEDIA-SEQUENCE:0',
      '#EXT-X-DISCONTINUITY-SEQUENCE:0',
      '#EXT-X-MAP:URI="init-0.mp4"',
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z',
      '#EXT-X-PART:DURATION=0.2,URI="0.0.m4s",INDEPENDENT=YES',
      ...[1, 2, 3, 4].map((p) => `#EXT-X-PART:DURATION=0.2,URI="0.${p}.m4s"`),
      '#EXTINF:1,',
      '0.m4s',
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:01.000Z',
      '#EXT-X-PART:DURATION=0.2,URI="1.0.m4s",INDEPENDENT=YES',
      '#EXT-X-PART:DURATION=0.2,URI="1.1.m4s"',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="1.2.m4s"',
      '',
    ]);
  });

  it('breaks where the publisher was gone, forgets what is old, and counts the breaks it forgot', () => {
    const window = new Window();
    play(window, 0, 7);
    window.close();
    play(window, 5, 10, 1);
    const lines = livePlaylist(window, false).split('\n');
    expect(lines.slice(lines.indexOf('1.m4s') + 1, lines.indexOf('1.m4s') + 3)).toEqual([
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-MAP:URI="init-1.mp4"',
    ]);

    play(window, 7, 200, 1);
    expect(livePlaylist(window, true)).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:1');
    expect(livePlaylist(window, true)).toContain('#EXT-X-ENDLIST');
    expect(window.segments.length).toBeLessThan(40);
  });

  it('as a replay lists all there is', () => {
    const segment = { generation: 0, discontinuity: false, start: 0, duration: 1.96, startsAt: 0 };
    const replay = replayPlaylist([
      { ...segment, n: 0 },
      { ...segment, n: 1, generation: 1, discontinuity: true },
    ]);

    expect(replay).toContain('#EXT-X-PLAYLIST-TYPE:VOD');
    expect(replay.match(/EXTINF:1.96/g)).toHaveLength(2);
    expect(replay.match(/#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init-1.mp4"/)).not.toBeNull();
  });
});

describe('The clock of arrivals', () => {
  it('takes the earliest of half a minute for the truth, and goes with a clock that goes slower', () => {
    const clock = new ArrivalClock();
    expect(clock.at(0)).toBeUndefined();
    const late = [80, 300, 5, 40];
    for (let ms = 0; ms < 10_000; ms += 100) clock.heard(ms, 1_000_000 + ms + (late[(ms / 100) % 4] ?? 0));
    expect(clock.at(2_000)).toBe(1_002_005);

    for (let ms = 10_000; ms < 100_000; ms += 100) clock.heard(ms, 1_000_500 + ms);
    expect(clock.at(2_000)).toBe(1_002_500);
  });
});
