import { Field } from '../ui/field.js';
import { say } from '../words/say.js';

/** What the authenticator app shows. */
export const FactorField = (field: { value: string; onValue: (value: string) => void }) => (
  <Field {...field} label={say('secondFactor')} inputMode="numeric" autocomplete="one-time-code" />
);
