import { useState } from 'preact/hooks';
import { useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Spinner, Wrong } from '../ui/states.js';
import { say } from '../words/say.js';
import { FactorField } from './factor-field.js';
import { PhoneField } from './phone-field.js';

interface ByPasswordProps {
  phone: string;
  onPhone: (phone: string) => void;
  /** A person is made. */
  isNew: boolean;
  enter: (path: string, body: object) => Promise<void>;
  onForgotten: () => void;
}

/** Phone and password; a name, too, where the person is new. Asks for the second factor where there is one. */
export function ByPassword({ phone, onPhone, isNew, enter, onForgotten }: ByPasswordProps) {
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const { doing, problem, run } = useDoing();
  const needsCode = problem?.code === 'auth.code_required' || code !== '';

  const submit = (event: Event) => {
    event.preventDefault();
    const who = { phone, password };
    void run(() => (isNew ? enter('/auth/sign-up', { ...who, name }) : enter('/auth/sign-in', { ...who, code })));
  };
  return (
    <form class="form sign-in" onSubmit={submit}>
      <PhoneField value={phone} onValue={onPhone} />
      {isNew && (
        <Field label={say('yourName')} autocomplete="nickname" required maxLength={40} value={name} onValue={setName} />
      )}
      <Field
        label={say('password')}
        type="password"
        autocomplete={isNew ? 'new-password' : 'current-password'}
        required
        minLength={isNew ? 8 : 1}
        value={password}
        onValue={setPassword}
        {...(isNew ? { hint: say('passwordHint') } : {})}
      />
      {needsCode && !isNew && <FactorField value={code} onValue={setCode} />}
      <Wrong problem={problem} />
      <button type="submit" class="button wide" disabled={doing}>
        {doing ? <Spinner /> : say(isNew ? 'signUp' : 'signIn')}
      </button>
      {!isNew && (
        <button type="button" class="link" onClick={onForgotten}>
          {say('forgotten')}
        </button>
      )}
    </form>
  );
}
