import { useState } from 'preact/hooks';
import type { Address } from '../door/shapes.js';
import { signedInPerson } from '../door/door.js';
import { SignInFirst } from '../people/sign-in.js';
import { Page } from '../shell/page.js';
import { useAsked, useDoing, useKept } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { Coming, Empty, Failed, Wrong } from '../ui/states.js';
import { say } from '../words/say.js';
import { AddressForm } from './address-form.js';
import { AddressLine } from './address-line.js';
import { listAddresses, removeAddress } from './addresses.js';

export function AddressesPage() {
  const person = useKept(() => signedInPerson()?.personId);
  return (
    <Page title={say('addresses')} back="/me">
      {person ? <AddressBook /> : <SignInFirst />}
    </Page>
  );
}

function AddressBook() {
  const [editing, edit] = useState<Address | 'new'>();
  const addresses = useAsked('addresses', listAddresses);
  const { doing, problem, run } = useDoing();
  if (!addresses.value) {
    return addresses.problem ? <Failed problem={addresses.problem} again={addresses.again} /> : <Coming />;
  }
  return (
    <>
      {addresses.value.length === 0 && <Empty icon="pin" title={say('noAddresses')} />}
      <ul class="plain cards">
        {addresses.value.map((address) => (
          <li key={address.addressId} class="card address-card">
            <AddressLine address={address} />
            {address.isDefault && <span class="tag">{say('default')}</span>}
            <div class="buttons">
              <button type="button" class="button quiet small" onClick={() => edit(address)}>
                {say('edit')}
              </button>
              <button
                type="button"
                class="button quiet small"
                disabled={doing}
                onClick={() => void run(async () => addresses.set(await removeAddress(address.addressId)))}
              >
                {say('remove')}
              </button>
            </div>
          </li>
        ))}
      </ul>
      <Wrong problem={problem} />
      <button type="button" class="button wide" onClick={() => edit('new')}>
        <Icon name="plus" size={20} /> {say('newAddress')}
      </button>
      {editing && (
        <Sheet title={say(editing === 'new' ? 'newAddress' : 'edit')} onClose={() => edit(undefined)} tall>
          <AddressForm
            {...(editing === 'new' ? {} : { address: editing })}
            onSaved={(all) => {
              addresses.set(all);
              edit(undefined);
            }}
          />
        </Sheet>
      )}
    </>
  );
}
