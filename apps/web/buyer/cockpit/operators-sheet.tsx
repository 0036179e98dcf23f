import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { useAsked, useDoing } from '../shell/use.js';
import { Sheet } from '../ui/sheet.js';
import { Coming, Failed, Spinner, Wrong } from '../ui/states.js';
import { workersOf } from './desks.js';
import type { Account } from './shapes.js';
import { say } from './words.js';

interface OperatorsSheetProps {
  account: Account;
  onClose: () => void;
  onSaved: () => void;
}

/** Who runs sessions on an account, besides sellers. */
export function OperatorsSheet({ account, onClose, onSaved }: OperatorsSheetProps) {
  const { companyId, accountId } = account;
  const people = useAsked(`workers ${companyId}`, () => workersOf(companyId));
  const [named, setNamed] = useState<ReadonlySet<string>>(new Set(account.operatorPersonIds));
  const { doing, problem, run } = useDoing();
  const turn = (personId: string, on: boolean) => {
    const next = new Set(named);
    if (on) next.add(personId);
    else next.delete(personId);
    setNamed(next);
  };
  const save = () =>
    void run(() =>
      ask('PUT', `/companies/${companyId}/accounts/${accountId}/operators`, { personIds: [...named] }),
    ).then((done) => done && onSaved());
  return (
    <Sheet
      title={`${account.name} · ${say('operators')}`}
      onClose={onClose}
      foot={
        <>
          <Wrong problem={problem} />
          <button type="button" class="button wide" disabled={doing || !people.value} onClick={save}>
            {doing ? <Spinner /> : say('save')}
          </button>
        </>
      }
    >
      <p class="hint">{say('operatorsAre')}</p>
      {people.problem && <Failed problem={people.problem} again={people.again} />}
      {people.loading && !people.value && <Coming />}
      {people.value?.map(({ person }) => (
        <label key={person.personId} class="agree">
          <input
            type="checkbox"
            checked={named.has(person.personId)}
            onChange={(event) => turn(person.personId, event.currentTarget.checked)}
          />
          {person.name}
        </label>
      ))}
    </Sheet>
  );
}
