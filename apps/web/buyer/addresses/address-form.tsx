import { useState } from 'preact/hooks';
import type { Address } from '../door/shapes.js';
import { newId } from '../kernel/ids.js';
import { PhoneField } from '../people/phone-field.js';
import { useAsked, useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Spinner, Wrong } from '../ui/states.js';
import { say } from '../words/say.js';
import { below, prefectureOf, provinceOf, regions, saveAddress } from './addresses.js';

interface AddressFormProps {
  address?: Address;
  onSaved: (all: Address[], addressId: string) => void;
}

export function AddressForm({ address, onSaved }: AddressFormProps) {
  const [wanted, setWanted] = useState<Address>(
    () => address ?? { addressId: newId(), name: '', phone: '', regionCode: '', detail: '', isDefault: false },
  );
  const { doing, problem, run } = useDoing();
  const change = (part: Partial<Address>) => setWanted({ ...wanted, ...part });
  const save = (event: Event) => {
    event.preventDefault();
    void run(async () => onSaved(await saveAddress(wanted), wanted.addressId));
  };
  return (
    <form class="form" onSubmit={save}>
      <Field
        label={say('receiver')}
        autocomplete="name"
        required
        maxLength={40}
        value={wanted.name}
        onValue={(name) => change({ name })}
      />
      <PhoneField autocomplete="tel-national" value={wanted.phone} onValue={(phone) => change({ phone })} />
      <RegionChoice code={wanted.regionCode} onCode={(regionCode) => change({ regionCode })} />
      <Field
        label={say('addressDetail')}
        autocomplete="street-address"
        required
        maxLength={120}
        value={wanted.detail}
        onValue={(detail) => change({ detail })}
      />
      <label class="agree">
        <input
          type="checkbox"
          checked={wanted.isDefault}
          onChange={(event) => change({ isDefault: event.currentTarget.checked })}
        />
        <span>{say('asDefault')}</span>
      </label>
      <Wrong problem={problem} />
      <button type="submit" class="button wide" disabled={doing || wanted.regionCode === ''}>
        {doing ? <Spinner /> : say('save')}
      </button>
    </form>
  );
}

/** Province, prefecture, county: three lists of the phone's own kind. */
export function RegionChoice({ code, onCode }: { code: string; onCode: (code: string) => void }) {
  const [partly, setPartly] = useState(code);
  const all = useAsked('regions', regions);
  if (!all.value) return <Wrong problem={all.problem} />;
  const choose = (chosen: string) => {
    setPartly(chosen);
    const deeper = below(all.value ?? [], chosen);
    onCode(deeper.length === 0 ? chosen : '');
    // Where there is one way on only, it is taken.
    if (deeper.length === 1 && deeper[0]) choose(deeper[0].code);
  };
  const province = partly === '' ? '' : provinceOf(partly);
  const prefecture = partly === '' || partly.endsWith('0000') ? '' : prefectureOf(partly);
  const county = partly.endsWith('00') ? '' : partly;
  const levels = [
    { label: say('province'), value: province, options: below(all.value, '') },
    { label: say('prefecture'), value: prefecture, options: province ? below(all.value, province) : [] },
    { label: say('county'), value: county, options: prefecture ? below(all.value, prefecture) : [] },
  ];
  return (
    <fieldset class="regions">
      <legend>{say('region')}</legend>
      {levels.map(({ label, value, options }) => (
        <select
          key={label}
          aria-label={label}
          required
          disabled={options.length === 0}
          value={value}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="" disabled>
            {label}
          </option>
          {options.map((option) => (
            <option key={option.code} value={option.code}>
              {option.name}
            </option>
          ))}
        </select>
      ))}
    </fieldset>
  );
}
