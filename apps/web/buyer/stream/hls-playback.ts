import Hls from 'hls.js/light';
import type { Ears, Playback } from './playback.js';

const BACK_BUFFER_S = 15;
const MENDED_MAX = 2;
const WEAK_STALLS = 3;
const WEAK_WITHIN_MS = 60_000;

// What a worker would need is forbidden to these pages; copying fragments is no work.
const COMMON = { enableWorker: false, backBufferLength: BACK_BUFFER_S };

/** Low-latency HLS where the socket does not get through. */
export class HlsPlayback implements Playback {
  private readonly hls = new Hls({ ...COMMON, lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.1 });
  private readonly listening = new AbortController();
  private stalls: number[] = [];
  private mended = 0;

  constructor(
    private readonly video: HTMLVideoElement,
    url: string,
    private readonly ears: Ears,
  ) {
    this.hls.on(Hls.Events.ERROR, (_, { fatal, type }) => {
      if (!fatal) return;
      this.mended += 1;
      if (type === Hls.ErrorTypes.MEDIA_ERROR && this.mended < MENDED_MAX) return this.hls.recoverMediaError();
      ears.failed();
    });
    this.hls.on(Hls.Events.FRAG_BUFFERED, () => (this.mended = 0));
    video.addEventListener('waiting', () => this.dry(), { signal: this.listening.signal });
    this.hls.loadSource(url);
    this.hls.attachMedia(video);
  }

  date(): number | undefined {
    return this.hls.playingDate?.getTime();
  }

  close(): void {
    this.listening.abort();
    this.hls.destroy();
    this.video.removeAttribute('src');
    this.video.load();
  }

  private dry(): void {
    const now = performance.now();
    this.stalls = [...this.stalls, now].slice(-WEAK_STALLS);
    this.ears.weak(this.stalls.length === WEAK_STALLS && now - (this.stalls[0] ?? now) < WEAK_WITHIN_MS);
  }
}

/** What was kept of a show, from its beginning. */
export function playKept(video: HTMLVideoElement, url: string, failed: () => void): () => void {
  const hls = new Hls(COMMON);
  hls.on(Hls.Events.ERROR, (_, { fatal }) => fatal && failed());
  hls.loadSource(url);
  hls.attachMedia(video);
  return () => hls.destroy();
}
