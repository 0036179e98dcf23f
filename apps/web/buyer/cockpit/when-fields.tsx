import { useId } from 'preact/hooks';

interface WhenFieldProps {
  kind: 'date' | 'time';
  label: string;
  value: string;
  onValue: (value: string) => void;
  required?: boolean;
}

/** The phone's own wheel for a day or a time. */
export function WhenField({ kind, label, value, onValue, required }: WhenFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={kind}
        value={value}
        required={required}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}

/** A day and a time on the clocks of China. */
export const instantOf = (day: string, time: string): Date => new Date(`${day}T${time}:00+08:00`);

const inChina = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString();
export const dayIn = (at: Date): string => inChina(at).slice(0, 10);
export const timeIn = (at: Date): string => inChina(at).slice(11, 16);
