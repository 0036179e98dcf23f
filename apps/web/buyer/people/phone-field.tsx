import { Field } from '../ui/field.js';
import { say } from '../words/say.js';

interface PhoneFieldProps {
  value: string;
  onValue: (value: string) => void;
  /** Whose it is, for what the browser fills in: who signs in, or who gets a parcel. */
  autocomplete?: 'username' | 'tel-national';
}

export const PhoneField = ({ autocomplete = 'username', ...rest }: PhoneFieldProps) => (
  <Field
    {...rest}
    label={say('phone')}
    type="tel"
    inputMode="tel"
    autocomplete={autocomplete}
    required
    pattern="1[0-9]{10}"
    title={say('phoneShape')}
  />
);
