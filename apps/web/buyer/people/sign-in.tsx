import { useState } from 'preact/hooks';
import { mergeCart } from '../cart/cart.js';
import { ask, remember } from '../door/door.js';
import type { SignedIn } from '../door/shapes.js';
import { useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Spinner, Wrong } from '../ui/states.js';
import { say } from '../words/say.js';
import { Forgotten } from './forgotten.js';
import { PhoneField } from './phone-field.js';

/** Phone and password; a name, too, where the person is new. Asks for the second factor where there is one. */
export function SignIn() {
  const [isNew, setNew] = useState(false);
  const [forgot, forget] = useState(false);
  const [phone, setPhone] = useState('');
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const { doing, problem, run, clear } = useDoing();
  const needsCode = problem?.code === 'auth.code_required' || code !== '';

  const enter = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const body = isNew ? { phone, password, name } : { phone, password, ...(code ? { code } : {}) };
      remember(await ask<SignedIn>('POST', isNew ? '/auth/sign-up' : '/auth/sign-in', body));
      await mergeCart().catch(() => undefined);
    });
  };
  const turn = (toNew: boolean) => {
    setNew(toNew);
    clear();
  };
  if (forgot) {
    const back = (known: string) => {
      setPhone(known);
      setPassword('');
      clear();
      forget(false);
    };
    return <Forgotten phone={phone} onDone={back} />;
  }
  return (
    <form class="form sign-in" onSubmit={enter}>
      <div class="tabs" role="tablist">
        {[false, true].map((one) => (
          <button key={String(one)} type="button" role="tab" aria-selected={isNew === one} onClick={() => turn(one)}>
            {say(one ? 'signUp' : 'signIn')}
          </button>
        ))}
      </div>
      <PhoneField value={phone} onValue={setPhone} />
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
      {needsCode && !isNew && (
        <Field
          label={say('secondFactor')}
          inputMode="numeric"
          autocomplete="one-time-code"
          value={code}
          onValue={setCode}
        />
      )}
      <Wrong problem={problem} />
      <button type="submit" class="button wide" disabled={doing}>
        {doing ? <Spinner /> : say(isNew ? 'signUp' : 'signIn')}
      </button>
      {!isNew && (
        <button type="button" class="link" onClick={() => forget(true)}>
          {say('forgotten')}
        </button>
      )}
    </form>
  );
}

/** In the place of what only its owner may see. */
export function SignInFirst() {
  return (
    <div class="card narrow">
      <h2>{say('signInFirst')}</h2>
      <SignIn />
    </div>
  );
}
