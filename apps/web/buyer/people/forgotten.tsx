import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Spinner, Wrong } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { say } from '../words/say.js';
import { CodeField, useCodeSent } from './code-field.js';
import { PhoneField } from './phone-field.js';

/** A new password by a code sent to the phone. Whether anybody has the phone is not told. */
export function Forgotten({ phone: known, onDone }: { phone: string; onDone: (phone: string) => void }) {
  const [phone, setPhone] = useState(known);
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const { sent, send } = useCodeSent('/auth/password-codes');
  const { doing, problem, run } = useDoing();
  const sendOne = () => void run(() => send(phone));
  const save = () =>
    void run(async () => {
      await ask('POST', '/auth/password', { phone, code, password });
      tell(say('passwordIsNew'));
      onDone(phone);
    });
  const submit = (event: Event) => {
    event.preventDefault();
    if (sent) save();
    else sendOne();
  };
  return (
    <form class="form sign-in" onSubmit={submit}>
      <h3>{say('forgotten')}</h3>
      <PhoneField value={phone} onValue={setPhone} />
      {sent && (
        <>
          <CodeField hint={say('codeSent')} value={code} onValue={setCode} />
          <Field
            label={say('newPassword')}
            type="password"
            autocomplete="new-password"
            required
            minLength={8}
            hint={say('passwordHint')}
            value={password}
            onValue={setPassword}
          />
        </>
      )}
      <Wrong problem={problem} />
      <button type="submit" class="button wide" disabled={doing}>
        {doing ? <Spinner /> : say(sent ? 'savePassword' : 'sendCode')}
      </button>
      {sent && (
        <button type="button" class="link" disabled={doing} onClick={sendOne}>
          {say('sendAgain')}
        </button>
      )}
      <button type="button" class="link" onClick={() => onDone(phone)}>
        {say('toSignIn')}
      </button>
    </form>
  );
}
