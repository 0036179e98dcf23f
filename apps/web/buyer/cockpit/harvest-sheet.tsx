import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { serverNow } from '../kernel/clock.js';
import { useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Sheet } from '../ui/sheet.js';
import { Wrong } from '../ui/states.js';
import type { HarvestToCome } from './shapes.js';
import { SureButton } from './sure-button.js';
import { gramsOf, kilograms } from './weight.js';
import { dayIn, WhenField } from './when-fields.js';
import { say } from './words.js';

interface HarvestSheetProps {
  at: string;
  preSale: HarvestToCome;
  title: string;
  onClose: () => void;
  onNoted: () => void;
}

/** What really grew takes the place of what was expected, once and for all; nothing may have grown, too. */
export function HarvestSheet({ at, preSale, title, onClose, onNoted }: HarvestSheetProps) {
  const [harvestedOn, setDay] = useState(dayIn(new Date(serverNow())));
  const [mass, setMass] = useState('');
  const { doing, problem, run } = useDoing();
  const massG = gramsOf(mass);
  const note = () =>
    void run(() => ask('POST', `${at}/${preSale.lotId}/harvest`, { harvestedOn, massG })).then((done) => {
      if (done) onNoted();
    });
  return (
    <Sheet
      title={`${say('noteHarvest')} · ${title}`}
      onClose={onClose}
      foot={
        <>
          <Wrong problem={problem} />
          <SureButton
            word="noteHarvest"
            sureWord="noteHarvestSure"
            disabled={doing || massG === undefined || harvestedOn === ''}
            wide
            onSure={note}
          />
        </>
      }
    >
      <p class="hint">{say('expects', preSale.expectedOn, kilograms(preSale.expectedG))}</p>
      <p class="hint">{say('harvestDoes')}</p>
      <div class="form">
        <WhenField kind="date" label={say('harvestedOn')} value={harvestedOn} onValue={setDay} required />
        <Field
          label={say('harvestedKg')}
          inputMode="decimal"
          value={mass}
          onValue={setMass}
          hint={say('nothingGrew')}
        />
      </div>
    </Sheet>
  );
}
