import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { newId } from '../kernel/ids.js';
import { useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Sheet } from '../ui/sheet.js';
import { Spinner, Wrong } from '../ui/states.js';
import { Chips } from './choices.js';
import { say } from './words.js';

const PLATFORMS = [
  { value: 'tianjian', text: '田间' },
  { value: 'douyin', text: '抖音' },
  { value: 'kuaishou', text: '快手' },
  { value: 'channels', text: '视频号' },
];

interface AccountSheetProps {
  companyId: string;
  onClose: () => void;
  onSaved: () => void;
}

/** Where a company streams. */
export function AccountSheet({ companyId, onClose, onSaved }: AccountSheetProps) {
  const [accountId] = useState(newId);
  const [name, setName] = useState('');
  const [platform, setPlatform] = useState('tianjian');
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
        <Chips label={say('platform')} options={PLATFORMS} value={platform} onValue={setPlatform} />
        <Wrong problem={problem} />
        <button type="submit" class="button wide" disabled={doing || name.trim() === ''}>
          {doing ? <Spinner /> : say('save')}
        </button>
      </form>
    </Sheet>
  );
}
