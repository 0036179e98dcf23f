import { useId } from 'preact/hooks';

interface Option<T> {
  value: T;
  /** What is read. */
  text: string;
}

interface ChoiceProps<T> {
  label: string;
  options: Option<T>[];
  value: T;
  onValue: (value: T) => void;
}

/** One of many, from the phone's own list. */
export function Choice({ label, options, value, onValue }: ChoiceProps<string>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} required value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        <option value="" disabled />
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One of a few, in sight. */
export function Chips<T extends string | number>({ label, options, value, onValue }: ChoiceProps<T>) {
  return (
    <div class="chips" role="group" aria-label={label}>
      {options.map((one) => (
        <button
          key={one.value}
          type="button"
          class="chip"
          aria-pressed={one.value === value}
          onClick={() => onValue(one.value)}
        >
          {one.text}
        </button>
      ))}
    </div>
  );
}

/** Words that narrow a list; Enter looks and sends no form. */
export function Search({ label, onWords }: { label: string; onWords: (words: string) => void }) {
  const id = useId();
  const look = ({ currentTarget }: { currentTarget: HTMLInputElement }) => onWords(currentTarget.value.trim());
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        enterkeyhint="search"
        maxLength={60}
        onChange={look}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          look(event);
        }}
      />
    </div>
  );
}
