import { Backoff } from '#room/backoff.js';
import type { Ears, Playback } from './playback.js';

const HLS = 'application/vnd.apple.mpegurl';
const STUCK_MS = 8_000;

/** Phones that play HLS by themselves and give no page their decoder. */
export const playsNatively = (video: HTMLVideoElement): boolean =>
  !('MediaSource' in globalThis) && video.canPlayType(HLS) !== '';

export class NativePlayback implements Playback {
  private readonly backoff = new Backoff(Math.random);
  private readonly listening = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly url: string,
    private readonly ears: Ears,
  ) {
    const { signal } = this.listening;
    video.addEventListener('error', () => this.again(this.backoff.next()), { signal });
    video.addEventListener('ended', () => this.again(this.backoff.next()), { signal });
    // An interruption ends the list that the phone reads; it is opened anew until there is something in it.
    video.addEventListener('waiting', () => this.again(STUCK_MS), { signal });
    video.addEventListener('stalled', () => ears.weak(true), { signal });
    video.addEventListener('playing', () => this.plays(), { signal });
    video.src = url;
  }

  date(): number | undefined {
    const started = (this.video as { getStartDate?(): Date }).getStartDate?.().getTime();
    return started === undefined || Number.isNaN(started) ? undefined : started + this.video.currentTime * 1_000;
  }

  close(): void {
    clearTimeout(this.timer);
    this.listening.abort();
    this.video.removeAttribute('src');
    this.video.load();
  }

  private plays(): void {
    clearTimeout(this.timer);
    this.backoff.reset();
    this.ears.weak(false);
  }

  private again(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.video.src = this.url;
      void this.video.play().catch(() => undefined);
    }, wait);
  }
}
