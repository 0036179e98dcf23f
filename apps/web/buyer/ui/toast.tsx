import { useEffect, useState } from 'preact/hooks';

const STAYS_MS = 3_000;
let show: (words: string) => void = () => {};

/** A word in passing. */
export const tell = (words: string) => show(words);

export function Toasts() {
  const [words, setWords] = useState('');
  useEffect(() => {
    show = setWords;
  }, []);
  useEffect(() => {
    if (words === '') return;
    const timer = setTimeout(() => setWords(''), STAYS_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {words && <p class="toast">{words}</p>}
    </div>
  );
}
