import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { newId } from '../kernel/ids.js';
import { useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Sheet } from '../ui/sheet.js';
import { Spinner, Wrong } from '../ui/states.js';
import { say } from './words.js';

const PLATFORMS = [
  ['tianjian', '田间'],
  ['douyin', '抖音'],
  ['kuaishou', '快手'],
  ['channels', '视频号'],
] as const;

interface AccountSheetProps {
  companyId: string;
  onClose: () => void;
  onSaved: () => void;
}

/** Where a company streams. */
export function AccountSheet({ companyId, onClose, onSaved }: AccountSheetProps) {
  const [accountId] = useState(newId);
  const [name, setName] = useState('');
  const [platform, setPlatform] = useState<string>('tianjian');
  const { doing, problem, run } = useDoing();
  const save = (event: Event) => {
    event.preventDefault();
    void run(() => ask('POST', `/companies/${companyId}/accounts`, { accountId, platform, name })).then(
      (done) => done && onSaved(),
    );
  };
  return (
    <Sheet title={say('newAccount')} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <Field label={say('accountName')} value={name} onValue={setName} required maxLength={60} />
        <div class="chips" role="group" aria-label={say('platform')}>
          {PLATFORMS.map(([one, called]) => (
            <button
              key={one}
              type="button"
              class="chip"
              aria-pressed={platform === one}
              onClick={() => setPlatform(one)}
            >
              {called}
            </button>
          ))}
        </div>
        <Wrong problem={problem} />
        <button type="submit" class="button wide" disabled={doing || name.trim() === ''}>
          {doing ? <Spinner /> : say('save')}
        </button>
      </form>
    </Sheet>
  );
}
