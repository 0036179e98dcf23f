import { useEffect } from 'preact/hooks';

/**
 * Where the picture of a session is: the one place that knows what it is made of. Whoever shows it hears whether it
 * plays, for watch time counts what was played and not what was open.
 *
 * Today every session has the field, drawn, in a loop. A stream comes in as another kind of `Picture` beside it: its
 * element, muted until somebody touches it, says `onPlaying` by its own `playing`, `waiting` and `pause`, and has the
 * still of the field as its poster, so that whoever wants less motion or has no stream yet sees what they see now.
 */
interface PlayerProps {
  picture?: Picture;
  onPlaying?: (plays: boolean) => void;
}

export interface Picture {
  kind: 'loop';
  /** The same without motion. */
  still: string;
  moving: string;
}

const FIELD: Picture = { kind: 'loop', still: '/field-still.svg', moving: '/field.svg' };

export function Player({ picture = FIELD, onPlaying }: PlayerProps) {
  useEffect(() => () => onPlaying?.(false), [picture, onPlaying]);
  return (
    <picture class="scene" aria-hidden="true">
      <source media="(prefers-reduced-motion: reduce)" srcset={picture.still} />
      <img src={picture.moving} alt="" onLoad={() => onPlaying?.(true)} />
    </picture>
  );
}
