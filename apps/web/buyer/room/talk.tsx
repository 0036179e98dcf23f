import { useState } from 'preact/hooks';
import type { RoomView } from '#room/view.js';
import { signedInPerson } from '../door/door.js';
import { SignIn } from '../people/sign-in.js';
import { useDoing, useKept } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { Spinner, Wrong } from '../ui/states.js';
import { say } from '../words/say.js';
import type { Lines } from './use-lines.js';

const TEXT_MAX = 100;

/** Where somebody says something; why it was not said stands above it. */
export function Talk({ room, lines }: { room: RoomView; lines: Lines }) {
  const person = useKept(() => signedInPerson()?.personId);
  const [text, setText] = useState('');
  const [signing, sign] = useState(false);
  const { doing, problem, run, clear } = useDoing();
  if (!person) {
    return (
      <>
        <button type="button" class="talk-in" onClick={() => sign(true)}>
          {say('signInToTalk')}
        </button>
        {signing && (
          <Sheet title={say('signInToTalk')} onClose={() => sign(false)}>
            <SignIn />
          </Sheet>
        )}
      </>
    );
  }
  if (room.mutedAll) return <p class="talk-in muted">{say('mutedAll')}</p>;
  const send = (event: Event) => {
    event.preventDefault();
    if (text.trim() === '') return;
    void run(() => lines.say(text.trim())).then((said) => said && setText(''));
  };
  return (
    <form class="talk" onSubmit={send}>
      <input
        aria-label={say('saySomething')}
        placeholder={say('saySomething')}
        value={text}
        maxLength={TEXT_MAX}
        enterkeyhint="send"
        autocomplete="off"
        onInput={(event) => {
          setText(event.currentTarget.value);
          clear();
        }}
      />
      <button type="submit" class="round" aria-label={say('send')} disabled={doing}>
        {doing ? <Spinner /> : <Icon name="send" size={22} />}
      </button>
      {problem && (
        <div class="refused">
          <Wrong problem={problem} />
        </div>
      )}
    </form>
  );
}
