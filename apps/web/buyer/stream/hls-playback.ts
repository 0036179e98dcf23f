import Hls from 'hls.js/light';
import type { Ears, Playback } from './playback.js';
import { Stalls } from './stalls.js';

const BACK_BUFFER_S = 15;
const MENDED_MAX = 2;
const LOOK_MS = 500;

// What a worker would need is forbidden to these pages; copying fragments is no work.
const COMMON = { enableWorker: false, backBufferLength: BACK_BUFFER_S };

/** Low-latency HLS where the socket does not get through. */
export class HlsPlayback implements Playback {
  private readonly hls = new Hls({ ...COMMON, lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.1 });
  private readonly listening = new AbortController();
  private readonly stalls = new Stalls();
  private readonly timer = setInterval(() => this.ears.weak(this.stalls.isWeak(performance.now())), LOOK_MS);
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
    clearInterval(this.timer);
    this.listening.abort();
    this.hls.destroy();
    this.video.removeAttribute('src');
    this.video.load();
  }

  private dry(): void {
    const { currentTime, seeking } = this.video;
    if (currentTime > 0 && !seeking && document.visibilityState === 'visible') this.stalls.note(performance.now());
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
