import { say } from '../words/say.js';
import { Icon } from './icon.js';

interface StepperProps {
  value: number;
  max: number;
  name: string;
  onChange: (value: number) => void;
  disabled?: boolean;
}

/** Whole pieces, from one to what is left. */
export function Stepper({ value, max, name, onChange, disabled }: StepperProps) {
  const to = (wanted: number) => onChange(Math.min(Math.max(1, wanted), Math.max(1, max)));
  return (
    <span class="stepper" role="group" aria-label={say('quantityOf', name)}>
      <button type="button" aria-label={say('fewer')} disabled={disabled || value <= 1} onClick={() => to(value - 1)}>
        <Icon name="minus" size={18} />
      </button>
      <output aria-live="polite">{value}</output>
      <button
        type="button"
        aria-label={say('moreOf')}
        disabled={disabled || value >= max}
        onClick={() => to(value + 1)}
      >
        <Icon name="plus" size={18} />
      </button>
    </span>
  );
}
