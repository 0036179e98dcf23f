import { useRef, useState } from 'preact/hooks';
import { newId } from '../kernel/ids.js';
import { useDoing } from '../shell/use.js';
import { Spinner, Wrong } from '../ui/states.js';
import { say } from '../words/say.js';
import { CodeField, useCodeSent } from './code-field.js';
import { FactorField } from './factor-field.js';
import { PhoneField } from './phone-field.js';

interface ByCodeProps {
  phone: string;
  onPhone: (phone: string) => void;
  /** Enters; the same `entryId` is the same entry. */
  enter: (path: string, body: object) => Promise<void>;
}

/** A phone and a code sent to it; whoever is new has an account by it. */
export function ByCode({ phone, onPhone, enter }: ByCodeProps) {
  const [code, setCode] = useState('');
  const [secondFactor, setFactor] = useState('');
  const entryId = useRef(newId());
  const { sent, send } = useCodeSent('/auth/entry-codes');
  const { doing, problem, run } = useDoing();
  const needsFactor = problem?.code === 'auth.code_required' || secondFactor !== '';

  const sendOne = () =>
    void run(async () => {
      await send(phone);
      entryId.current = newId();
      setCode('');
    });
  const submit = (event: Event) => {
    event.preventDefault();
    if (!sent) return sendOne();
    void run(() => enter('/auth/entry', { entryId: entryId.current, phone, code, secondFactor }));
  };
  return (
    <form class="form sign-in" onSubmit={submit}>
      <PhoneField value={phone} onValue={onPhone} />
      {sent && <CodeField hint={say('entrySent')} value={code} onValue={setCode} />}
      {needsFactor && <FactorField value={secondFactor} onValue={setFactor} />}
      <Wrong problem={problem} />
      <button type="submit" class="button wide" disabled={doing}>
        {doing ? <Spinner /> : say(sent ? 'signIn' : 'sendCode')}
      </button>
      {sent ? (
        <button type="button" class="link" disabled={doing} onClick={sendOne}>
          {say('sendAgain')}
        </button>
      ) : (
        <p class="hint">{say('newByCode')}</p>
      )}
    </form>
  );
}
