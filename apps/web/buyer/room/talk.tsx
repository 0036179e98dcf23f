import { useEffect, useState } from 'preact/hooks';
import type { RoomView } from '#room/view.js';
import { signedInPerson } from '../door/door.js';
import type { Problem } from '../door/problem.js';
import { serverNow } from '../kernel/clock.js';
import { clockTime } from '../kernel/days.js';
import { SignIn } from '../people/sign-in.js';
import { useDoing, useKept, useTick } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { Spinner, Wrong } from '../ui/states.js';
import { locale, say } from '../words/say.js';
import type { Lines } from './use-lines.js';

const TEXT_MAX = 100;
const DAY_MS = 86_400_000;

/** Where somebody says something; why it was not said stands above it, and the text stays to be written otherwise. */
export function Talk({ room, lines }: { room: RoomView; lines: Lines }) {
  const person = useKept(() => signedInPerson()?.personId);
  const [text, setText] = useState('');
  const [signing, sign] = useState(false);
  const { doing, problem, run, clear } = useDoing();
  const waits = useWait(problem, clear);
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
  const silence = silenceOf(room);
  if (silence) return <p class="talk-in muted">{silence}</p>;
  const send = (event: Event) => {
    event.preventDefault();
    if (text.trim() === '' || waits > 0) return;
    void run(() => lines.say(text.trim())).then((said) => said && setText(''));
  };
  const hint = room.slowModeS > 0 ? say('slowly', room.slowModeS) : say('saySomething');
  return (
    <>
      {problem && (
        <div class="refused">
          {waits > 0 ? <p class="wrong">{say('tooFast', waits)}</p> : <Wrong problem={problem} />}
        </div>
      )}
      <form class="talk" onSubmit={send}>
        <input
          aria-label={say('saySomething')}
          placeholder={hint}
          value={text}
          maxLength={TEXT_MAX}
          enterkeyhint="send"
          autocomplete="off"
          onInput={(event) => {
            setText(event.currentTarget.value);
            if (waits === 0) clear();
          }}
        />
        <button type="submit" class="round" aria-label={say('send')} disabled={doing || waits > 0}>
          {doing ? <Spinner /> : <Icon name="send" size={22} />}
        </button>
      </form>
    </>
  );
}

/** Why this person may not write at all just now, where that is so. */
function silenceOf({ mutedAll, me: { mutedUntil, muteReason } }: RoomView): string | undefined {
  const left = (mutedUntil ?? 0) - serverNow();
  if (left > 0 && muteReason === 'BANNED') return say('youAreBanned');
  // Whoever is muted for the rest of the show is so for longer than any show lasts.
  if (left > DAY_MS) return say('problem.chat.muted');
  if (left > 0) return say('mutedUntil', clockTime(new Date(serverNow() + left).toISOString(), locale()));
  return mutedAll ? say('mutedAll') : undefined;
}

/** Seconds until another line may be sent; the refusal goes when they are over. */
function useWait(problem: Problem | undefined, over: () => void): number {
  const [until, setUntil] = useState(0);
  useEffect(() => {
    const { retryAfterS } = problem?.details ?? {};
    const wait = problem?.code === 'chat.too_fast' && typeof retryAfterS === 'number' ? retryAfterS * 1_000 : 0;
    setUntil(wait > 0 ? Date.now() + wait : 0);
    if (wait === 0) return;
    const timer = setTimeout(over, wait);
    return () => clearTimeout(timer);
  }, [problem]);
  useTick(1_000, until > Date.now());
  return Math.max(0, Math.ceil((until - Date.now()) / 1_000));
}
