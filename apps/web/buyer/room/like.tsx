import { useState } from 'preact/hooks';
import type { RoomView } from '#room/view.js';
import { signedInPerson } from '../door/door.js';
import { SignIn } from '../people/sign-in.js';
import { useKept } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { say, shortCount } from '../words/say.js';
import { useLikes } from './use-likes.js';

export function Like({ room }: { room: RoomView }) {
  const person = useKept(() => signedInPerson()?.personId);
  const { shown, like } = useLikes(room.session.liveSessionId, room.likes);
  const [signing, sign] = useState(false);
  const [turn, setTurn] = useState(0);
  const tap = () => {
    if (!person) return sign(true);
    like();
    setTurn(turn + 1);
  };
  return (
    <>
      <button
        type="button"
        class={turn > 0 ? 'round dark like liked' : 'round dark like'}
        aria-label={`${say('like')}, ${say('likes', shown)}`}
        onClick={tap}
      >
        <span key={turn}>
          <Icon name="heart" />
        </span>
        {shown > 0 && <i class="count">{shortCount(shown)}</i>}
      </button>
      {signing && !person && (
        <Sheet title={say('signInToLike')} onClose={() => sign(false)}>
          <SignIn />
        </Sheet>
      )}
    </>
  );
}
