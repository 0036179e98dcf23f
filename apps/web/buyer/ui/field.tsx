import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  type?: 'text' | 'tel' | 'password';
  inputMode?: 'tel' | 'numeric' | 'decimal';
  autocomplete?: string;
  required?: boolean;
  maxLength?: number;
  minLength?: number;
  pattern?: string;
  title?: string;
}

export function Field({ label, value, onValue, hint, type = 'text', ...rest }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...rest}
        id={id}
        type={type as 'text'}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
