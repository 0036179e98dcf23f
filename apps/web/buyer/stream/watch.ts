import { Backoff } from '#room/backoff.js';
import { NativePlayback, playsNatively } from './native-playback.js';
import type { Ears, Playback, Source } from './playback.js';
import { SocketPlayback } from './socket-playback.js';

type Heard = Omit<Ears, 'failed'>;

/** Plays a stream, by whatever way works here: the phone's own, the socket, or the library that is fetched for it. */
export function watch(video: HTMLVideoElement, source: Source, heard: Heard): Playback {
  const backoff = new Backoff(Math.random);
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: Playback | undefined;

  const after = (next: () => void): Ears => ({
    ...heard,
    failed: () => {
      current?.close();
      current = undefined;
      if (!closed) timer = setTimeout(next, backoff.next());
    },
  });
  const begin = (playback: Playback) => {
    current = playback;
    void video.play().catch(() => undefined);
  };
  const bySocket = () =>
    source.socketUrl === '' ? byLibrary() : begin(new SocketPlayback(video, source.socketUrl, after(byLibrary)));
  const byLibrary = () =>
    void import('./hls-playback.js').then(
      ({ HlsPlayback }) => !closed && begin(new HlsPlayback(video, source.hlsUrl, after(bySocket))),
      () => !closed && (timer = setTimeout(bySocket, backoff.next())),
    );

  if (playsNatively(video))
    begin(
      new NativePlayback(
        video,
        source.hlsUrl,
        after(() => undefined),
      ),
    );
  else bySocket();
  return {
    date: () => current?.date(),
    close: () => {
      closed = true;
      clearTimeout(timer);
      current?.close();
    },
  };
}
