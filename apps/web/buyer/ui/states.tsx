import type { ComponentChildren } from 'preact';
import type { Problem } from '../door/problem.js';
import { say, sayProblem } from '../words/say.js';
import { Icon, type IconName } from './icon.js';

/** Nothing is here: why, and what to do instead. */
export function Empty({
  icon = 'leaf',
  title,
  children,
}: {
  icon?: IconName;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <span class="empty-mark">
        <Icon name={icon} size={36} />
      </span>
      <p>{title}</p>
      {children}
    </div>
  );
}

/** It did not come: what was wrong, and trying again. */
export function Failed({ problem, again }: { problem: Problem; again: () => void }) {
  return (
    <div class="empty" role="alert">
      <span class="empty-mark">
        <Icon name={problem.isNetwork ? 'off' : 'leaf'} size={36} />
      </span>
      <p>{sayProblem(problem)}</p>
      <button type="button" class="button quiet" onClick={again}>
        {say('tryAgain')}
      </button>
    </div>
  );
}

/** One line above the thing that could not be done. */
export function Wrong({ problem }: { problem: Problem | undefined }) {
  if (!problem) return null;
  return (
    <p class="wrong" role="alert">
      {sayProblem(problem)}
    </p>
  );
}

/** Grey shapes in the place of what is coming. */
export function Coming({ shapes = 3, kind = 'row' }: { shapes?: number; kind?: 'row' | 'card' }) {
  return (
    <div class={`coming ${kind}s`} role="status" aria-label={say('loading')}>
      {Array.from({ length: shapes }, (_, at) => (
        <span key={at} class={`shape ${kind}`} />
      ))}
    </div>
  );
}

export function Spinner() {
  return <span class="spinner" aria-hidden="true" />;
}
