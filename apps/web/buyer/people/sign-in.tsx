import { useState } from 'preact/hooks';
import { mergeCart } from '../cart/cart.js';
import { ask, remember } from '../door/door.js';
import type { SignedIn } from '../door/shapes.js';
import { say } from '../words/say.js';
import { ByCode } from './by-code.js';
import { ByPassword } from './by-password.js';
import { Forgotten } from './forgotten.js';

/** The first is for everybody, new or known. */
const WAYS = ['byCode', 'byPassword', 'signUp'] as const;
type Way = (typeof WAYS)[number];

export function SignIn() {
  const [way, setWay] = useState<Way>('byCode');
  const [forgot, forget] = useState(false);
  const [phone, setPhone] = useState('');

  const enter = async (path: string, body: object) => {
    remember(await ask<SignedIn>('POST', path, body));
    await mergeCart().catch(() => undefined);
  };
  if (forgot) {
    const back = (known: string) => {
      setPhone(known);
      forget(false);
    };
    return <Forgotten phone={phone} onDone={back} />;
  }
  return (
    <div class="form">
      <div class="tabs" role="tablist">
        {WAYS.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={way === one} onClick={() => setWay(one)}>
            {say(one)}
          </button>
        ))}
      </div>
      {way === 'byCode' ? (
        <ByCode phone={phone} onPhone={setPhone} enter={enter} />
      ) : (
        <ByPassword
          key={way}
          phone={phone}
          onPhone={setPhone}
          isNew={way === 'signUp'}
          enter={enter}
          onForgotten={() => forget(true)}
        />
      )}
    </div>
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
