import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Stream } from '#room/protocol.js';
import { asSeenFromHere } from '../kernel/address.js';
import { Icon } from '../ui/icon.js';
import { say } from '../words/say.js';
import type { Playback } from './playback.js';
import { watch } from './watch.js';

export interface LiveProps {
  stream: Stream;
  /** Nothing is fetched before somebody touches it. */
  waits?: boolean;
  onPlaying?: ((plays: boolean) => void) | undefined;
  /** Told whether the picture is wider than it is tall; false where there is none. */
  onWide?: ((wide: boolean) => void) | undefined;
  /** Knows when what is seen now was filmed. */
  playback?: RefObject<Playback | null> | undefined;
  /** What else there is to touch while it runs. */
  children?: ComponentChildren;
}

const wantsStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The running picture, over the still: silent until somebody touches it, and the same element whatever happens. */
export function Live({ stream, waits = false, onPlaying, onWide, playback, children }: LiveProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [wanted, want] = useState(() => !waits && !wantsStill());
  const [shows, show] = useState(false);
  const [plays, setPlays] = useState(false);
  const [lost, lose] = useState(false);
  const [weak, setWeak] = useState(false);
  const [muted, mute] = useState(true);
  const socketUrl = asSeenFromHere(stream.socketUrl);
  const hlsUrl = asSeenFromHere(stream.hlsUrl);

  useEffect(() => {
    const element = video.current;
    if (!wanted || !element) return;
    const over = () => {
      lose(false);
      setPlays(false);
    };
    const running = watch(element, { socketUrl, hlsUrl }, { lost: () => lose(true), over, weak: setWeak });
    if (playback) playback.current = running;
    return () => {
      if (playback) playback.current = null;
      running.close();
      onWide?.(false);
      show(false);
      setPlays(false);
    };
  }, [wanted, socketUrl, hlsUrl]);

  useEffect(() => {
    onPlaying?.(plays);
    return () => onPlaying?.(false);
  }, [plays]);

  const play = () => {
    setPlays(true);
    show(true);
    lose(false);
  };
  const stop = () => setPlays(false);
  const touchSound = () => {
    const element = video.current;
    if (!element) return;
    element.muted = !muted;
    mute(!muted);
    void element.play().catch(() => undefined);
  };
  const isGone = !plays && (lost || stream.state === 'LOST');
  return (
    <>
      <video
        ref={video}
        class={shows ? 'scene running' : 'scene'}
        muted
        autoplay
        playsInline
        disablePictureInPicture
        aria-label={say('pictureOf')}
        onPlaying={play}
        onWaiting={stop}
        onPause={stop}
        onEmptied={stop}
        onLoadedMetadata={({ currentTarget: { videoWidth, videoHeight } }) => onWide?.(videoWidth > videoHeight)}
      />
      <div class="over-picture">
        {!wanted && (
          <button type="button" class="sound" data-act="play" onClick={() => want(true)}>
            <Icon name="play" size={20} /> {say('playPicture')}
          </button>
        )}
        {shows && (
          <button type="button" class={muted ? 'sound' : 'sound on'} aria-pressed={!muted} onClick={touchSound}>
            <Icon name={muted ? 'silent' : 'sound'} size={20} />
            <span class={muted ? '' : 'unseen'}>{say('soundOn')}</span>
          </button>
        )}
        {shows && children}
        <p class="picture-note" role="status">
          {wanted && isGone ? say('lineGone') : shows && weak ? say('weakNetwork') : ''}
        </p>
      </div>
    </>
  );
}
