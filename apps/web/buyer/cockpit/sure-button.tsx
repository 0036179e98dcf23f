import { useState } from 'preact/hooks';
import { say, type Word } from './words.js';

interface SureButtonProps {
  word: Word;
  sureWord: Word;
  disabled: boolean;
  onSure: () => void;
  /** What it is done to, where there are several. */
  of?: string;
  wide?: boolean;
  small?: boolean;
}

/** Twice, for a thumb slips. */
export function SureButton({ word, sureWord, disabled, onSure, of, wide, small }: SureButtonProps) {
  const [sure, setSure] = useState(false);
  const press = () => {
    if (sure) onSure();
    setSure(!sure);
  };
  return (
    <button
      type="button"
      class={`button ${sure ? 'buy' : 'quiet'}${wide ? ' wide' : ''}${small ? ' small' : ''}`}
      disabled={disabled}
      onBlur={() => setSure(false)}
      onClick={press}
    >
      {say(sure ? sureWord : word)}
      {of && <span class="unseen"> {of}</span>}
    </button>
  );
}
