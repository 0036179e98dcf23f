import { useRef, useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { newId } from '../kernel/ids.js';
import { Field } from '../ui/field.js';
import { say } from '../words/say.js';

interface CodeFieldProps {
  /** What is to be known of the message that was sent. */
  hint: string;
  value: string;
  onValue: (value: string) => void;
}

/** The six digits of a message. */
export const CodeField = ({ hint, ...rest }: CodeFieldProps) => (
  <>
    <p class="hint" role="status">
      {hint}
    </p>
    <Field
      {...rest}
      label={say('code')}
      inputMode="numeric"
      autocomplete="one-time-code"
      required
      pattern="[0-9]{6}"
      title={say('codeShape')}
    />
  </>
);

/** Has a code sent to a phone; asked again after an answer that was lost, it is the same message. */
export function useCodeSent(path: string) {
  const codeId = useRef(newId());
  const [sent, setSent] = useState(false);
  const send = async (phone: string) => {
    await ask('POST', path, { codeId: codeId.current, phone });
    codeId.current = newId();
    setSent(true);
  };
  return { sent, send };
}
