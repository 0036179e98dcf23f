import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../ui/icon.js';
import { say, type Word } from './words.js';

export interface LineAct {
  word: Word;
  icon: IconName;
  run: () => void;
}

interface LineActsProps {
  acts: LineAct[];
  open: boolean;
  doing: boolean;
  onTurn: () => void;
  /** The line. */
  children: ComponentChildren;
}

/** A line in a list, and what may be done about it, in two taps: one to open it, one to act. */
export function LineActs({ acts, open, doing, onTurn, children }: LineActsProps) {
  return (
    <li class="said">
      {acts.length === 0 ? (
        <p>{children}</p>
      ) : (
        <button type="button" aria-expanded={open} onClick={onTurn}>
          {children}
        </button>
      )}
      {open && (
        <div class="buttons">
          {acts.map(({ word, icon, run }) => (
            <button key={word} type="button" class="button quiet small" disabled={doing} onClick={run}>
              <Icon name={icon} size={18} /> {say(word)}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}
