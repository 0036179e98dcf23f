import type { RoomView } from '#room/view.js';
import { useState } from 'preact/hooks';
import { ask, signedInPerson } from '../door/door.js';
import { SignIn } from '../people/sign-in.js';
import { useAsked, useDoing, useKept } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { Spinner, Wrong } from '../ui/states.js';
import { say } from '../words/say.js';

/** A message the day before, ten minutes before and on air; or an entry in the person's own calendar. */
export function Remind({ session }: { session: RoomView['session'] }) {
  const person = useKept(() => signedInPerson()?.personId);
  const [signing, sign] = useState(false);
  return (
    <div class="buttons center">
      {person ? (
        <Toggle key={person} liveSessionId={session.liveSessionId} />
      ) : (
        <button type="button" class="button" onClick={() => sign(true)}>
          <Icon name="bell" size={20} /> {say('remindMe')}
        </button>
      )}
      {session.startsAt && (
        <a class="button quiet" href={`/api/live-sessions/${session.liveSessionId}/calendar.ics`} download>
          {say('intoCalendar')}
        </a>
      )}
      {signing && !person && (
        <Sheet title={say('remindMe')} onClose={() => sign(false)}>
          <SignIn />
        </Sheet>
      )}
    </div>
  );
}

function Toggle({ liveSessionId }: { liveSessionId: string }) {
  const at = `/live-sessions/${liveSessionId}/reminders`;
  const reminders = useAsked(at, () => ask<{ subscribed: boolean }>('GET', at));
  const { doing, problem, run } = useDoing();
  const subscribed = reminders.value?.subscribed ?? false;
  return (
    <>
      <button
        type="button"
        class={subscribed ? 'button quiet' : 'button'}
        aria-pressed={subscribed}
        disabled={doing || !reminders.value}
        onClick={() =>
          void run(async () =>
            reminders.set(await ask(subscribed ? 'DELETE' : 'POST', at, subscribed ? undefined : {})),
          )
        }
      >
        {doing ? <Spinner /> : <Icon name="bell" size={20} />} {say(subscribed ? 'reminded' : 'remindMe')}
      </button>
      <Wrong problem={problem} />
    </>
  );
}
