import { useId, useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import type { LiveSession } from '../door/shapes.js';
import { newId } from '../kernel/ids.js';
import { isOnAir } from '../room/room.js';
import { addressOf, go } from '../shell/address.js';
import { useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Sheet } from '../ui/sheet.js';
import { Spinner, Wrong } from '../ui/states.js';
import type { Account } from './shapes.js';
import { dayIn, instantOf, timeIn, WhenField } from './when-fields.js';
import { say } from './words.js';

const EVENING = '20:00';

interface SessionSheetProps {
  companyId: string;
  /** Those that the person may run sessions on. */
  accounts: Account[];
  /** Absent: a new one. */
  session?: LiveSession;
  onClose: () => void;
  onSaved: () => void;
}

/** A session as it is planned: with a day it is announced, without one it is a draft. */
export function SessionSheet({ companyId, accounts, session, onClose, onSaved }: SessionSheetProps) {
  const startsAt = session?.startsAt ? new Date(session.startsAt) : undefined;
  const [liveSessionId] = useState(() => session?.liveSessionId ?? newId());
  const [title, setTitle] = useState(session?.title ?? '');
  const [accountId, setAccount] = useState(session?.accountId ?? accounts[0]?.accountId ?? '');
  const [day, setDay] = useState(startsAt ? dayIn(startsAt) : '');
  const [time, setTime] = useState(startsAt ? timeIn(startsAt) : EVENING);
  const { doing, problem, run } = useDoing();
  const accountField = useId();

  const save = (event: Event) => {
    event.preventDefault();
    const named = day === '' ? {} : { startsAt: instantOf(day, time || EVENING).toISOString() };
    void run(() =>
      ask('POST', `/companies/${companyId}/live-sessions`, { liveSessionId, accountId, title, ...named }),
    ).then((done) => {
      if (!done) return;
      onSaved();
      // What is new has nothing on its shelf yet.
      if (!session) go(`${addressOf('cockpit', liveSessionId)}?view=bag`);
    });
  };
  return (
    <Sheet title={say(session ? 'changePlan' : 'newSession')} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <Field label={say('sessionTitle')} value={title} onValue={setTitle} required maxLength={60} />
        <div class="field">
          <label for={accountField}>{say('onWhichAccount')}</label>
          <select
            id={accountField}
            value={accountId}
            disabled={session !== undefined && isOnAir(session)}
            onChange={(event) => setAccount(event.currentTarget.value)}
          >
            {accounts.map((account) => (
              <option key={account.accountId} value={account.accountId}>
                {account.name}
              </option>
            ))}
          </select>
        </div>
        <div class="side-by-side">
          <WhenField
            kind="date"
            label={say('startsOn')}
            value={day}
            onValue={setDay}
            required={startsAt !== undefined}
          />
          <WhenField kind="time" label={say('startsAtTime')} value={time} onValue={setTime} />
        </div>
        <p class="hint">{say('dayHint')}</p>
        <Wrong problem={problem} />
        <button type="submit" class="button wide" disabled={doing || title.trim() === '' || accountId === ''}>
          {doing ? <Spinner /> : say(day === '' ? 'saveDraft' : 'announceIt')}
        </button>
      </form>
    </Sheet>
  );
}
