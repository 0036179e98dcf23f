import { useEffect } from 'preact/hooks';
import type { Stream } from '#room/protocol.js';
import { Live, type LiveProps } from '../stream/live.js';
import { isRunning } from '../stream/use-stream.js';

/**
 * Where the picture of a session is: the one place that knows what it is made of. Whoever shows it hears whether it
 * plays, for watch time counts what was played and not what was open.
 *
 * Without a stream it is the field, drawn, in a loop. With one the field stands still behind it until its first
 * picture; whoever wants less motion keeps it until they touch it.
 */
interface PlayerProps extends Omit<LiveProps, 'stream'> {
  stream?: Stream | undefined;
}

const STILL = '/field-still.svg';
const MOVING = '/field.svg';

export function Player({ stream, onPlaying, ...rest }: PlayerProps) {
  const runs = isRunning(stream) && (stream.hlsUrl !== '' || stream.socketUrl !== '');
  useEffect(() => () => onPlaying?.(false), [runs, onPlaying]);
  return (
    <>
      <picture class="scene" aria-hidden="true">
        <source media="(prefers-reduced-motion: reduce)" srcset={STILL} />
        <img src={runs ? STILL : MOVING} alt="" onLoad={() => !runs && onPlaying?.(true)} />
      </picture>
      {runs && <Live key={stream.hlsUrl} stream={stream} onPlaying={onPlaying} {...rest} />}
    </>
  );
}
