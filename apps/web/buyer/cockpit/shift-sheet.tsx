import { useId, useState } from 'preact/hooks';
import { ask, signedInPerson } from '../door/door.js';
import { serverNow } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { useAsked, useDoing } from '../shell/use.js';
import { Field } from '../ui/field.js';
import { Sheet } from '../ui/sheet.js';
import { Spinner, Wrong } from '../ui/states.js';
import { Chips } from './choices.js';
import { workersOf, type Desk } from './desks.js';
import type { SessionShifts, Shift } from './shapes.js';
import { dayIn, instantOf, timeIn, WhenField } from './when-fields.js';
import { say } from './words.js';

const HOURS = [1, 2, 3, 4, 6];
const HOUR_MS = 3_600_000;
const STAGE_NAME_MAX = 20;

interface ShiftSheetProps {
  at: string;
  desk: Desk;
  shifts: Shift[];
  onClose: () => void;
  onPlanned: (answer: SessionShifts) => void;
}

/** Who hosts when, and under what name. */
export function ShiftSheet({ at, desk, shifts, onClose, onPlanned }: ShiftSheetProps) {
  const people = useAsked(`people ${desk.companyId}`, () => peopleOf(desk, shifts));
  const [shiftId] = useState(newId);
  const [begin] = useState(() => nextBegin(shifts));
  const [personId, setPerson] = useState('');
  const [stageName, setStageName] = useState('');
  const [day, setDay] = useState(dayIn(begin));
  const [time, setTime] = useState(timeIn(begin));
  const [hours, setHours] = useState(2);
  const { doing, problem, run } = useDoing();
  const field = useId();

  const choose = (id: string) => {
    setPerson(id);
    const name = people.value?.get(id) ?? '';
    setStageName([...name].slice(0, STAGE_NAME_MAX).join(''));
  };
  const save = (event: Event) => {
    event.preventDefault();
    const startsAt = instantOf(day, time);
    const endsAt = new Date(startsAt.getTime() + hours * HOUR_MS);
    const shift = { personId, stageName, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
    void run(async () => onPlanned(await ask<SessionShifts>('PUT', `${at}/shifts/${shiftId}`, shift)));
  };
  return (
    <Sheet title={say('addShift')} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <div class="field">
          <label for={field}>{say('whoHosts')}</label>
          <select id={field} required value={personId} onChange={(event) => choose(event.currentTarget.value)}>
            <option value="" />
            {[...(people.value ?? [])].map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <Field label={say('stageName')} value={stageName} onValue={setStageName} required maxLength={STAGE_NAME_MAX} />
        <div class="side-by-side">
          <WhenField kind="date" label={say('startsOn')} value={day} onValue={setDay} required />
          <WhenField kind="time" label={say('fromTime')} value={time} onValue={setTime} required />
        </div>
        <Chips
          label={say('forHours')}
          options={HOURS.map((value) => ({ value, text: say('hours', value) }))}
          value={hours}
          onValue={setHours}
        />
        <Wrong problem={problem ?? people.problem} />
        <button type="submit" class="button wide" disabled={doing || personId === '' || stageName.trim() === ''}>
          {doing ? <Spinner /> : say('save')}
        </button>
      </form>
    </Sheet>
  );
}

/** After whoever is planned last, or now. */
function nextBegin(shifts: Shift[]): Date {
  const ends = shifts.map(({ endsAt }) => Date.parse(endsAt));
  return new Date(Math.max(serverNow(), ...ends));
}

/** Owners see who belongs to the company; who only sells knows themselves and whoever was planned before. */
async function peopleOf(desk: Desk, shifts: Shift[]): Promise<Map<string, string>> {
  const known = new Map(shifts.map(({ personId, stageName }) => [personId, stageName]));
  known.set(desk.personId, signedInPerson()?.name ?? '');
  if (!desk.isOwner) return known;
  const hosts = await workersOf(desk.companyId);
  return new Map(hosts.map(({ person }) => [person.personId, person.name]));
}
