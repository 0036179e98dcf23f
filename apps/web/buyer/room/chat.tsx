import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '../words/say.js';
import { badgeOf } from './badge.js';
import { LineSheet } from './line-sheet.js';
import type { Lines } from './use-lines.js';

const SHOWN = 30;
const NEAR_END_PX = 80;

type Line = Lines['shown'][number];

/**
 * The last lines, the newest at the lower edge; it stays where it is while somebody reads further up. A line that is
 * touched can be reported, or taken back; by keyboard the arrows lead from line to line, so that thirty of them are one
 * step on the way to "buy".
 */
export function Chat({ lines, liveSessionId }: { lines: Line[]; liveSessionId: string }) {
  const list = useRef<HTMLUListElement>(null);
  const atEnd = useRef(true);
  const [about, ask] = useState<Line>();
  const shown = lines.slice(-SHOWN);
  const last = shown.at(-1)?.lineId;
  useEffect(() => {
    const element = list.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [last]);
  const look = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: { currentTarget: HTMLUListElement }) => {
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  };
  return (
    <>
      <ul class="chat plain" ref={list} tabIndex={0} aria-label={say('chatOf')} onScroll={look} onKeyDown={byArrows}>
        {shown.map((line) => (
          <li key={line.lineId} class={classOf(line)}>
            <button type="button" tabIndex={-1} aria-haspopup="dialog" onClick={() => ask(line)}>
              {badgeOf(line) && <span class="badge">{badgeOf(line)}</span>}
              <b>{line.mine ? say('youAre') : line.name}</b> {line.text}
            </button>
          </li>
        ))}
      </ul>
      {about && <LineSheet line={about} liveSessionId={liveSessionId} onClose={() => ask(undefined)} />}
    </>
  );
}

function classOf({ mine, role }: Line): string {
  if (mine) return 'mine';
  return role ? 'host-line' : '';
}

function byArrows(event: KeyboardEvent & { currentTarget: HTMLUListElement }) {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  // From the list itself "up" leads to the newest line.
  const next = at < 0 ? buttons.length - 1 : at + (event.key === 'ArrowUp' ? -1 : 1);
  buttons[next]?.focus();
  event.preventDefault();
}
