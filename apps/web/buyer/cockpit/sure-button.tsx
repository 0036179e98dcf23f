import { useState } from 'preact/hooks';
import { say, type Word } from './words.js';

interface SureButtonProps {
  word: Word;
  sureWord: Word;
  disabled: boolean;
  onSure: () => void;
  wide?: boolean;
}

/** Twice, for a thumb slips. */
export function SureButton({ word, sureWord, disabled, onSure, wide }: SureButtonProps) {
  const [sure, setSure] = useState(false);
  const press = () => {
    if (sure) onSure();
    setSure(!sure);
  };
  return (
    <button
      type="button"
      class={`button ${sure ? 'buy' : 'quiet'}${wide ? ' wide' : ''}`}
      disabled={disabled}
      onBlur={() => setSure(false)}
      onClick={press}
    >
      {say(sure ? sureWord : word)}
    </button>
  );
}
