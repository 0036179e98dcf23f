import { useEffect, useRef } from 'preact/hooks';
import { say } from '../words/say.js';
import type { Lines } from './use-lines.js';

const SHOWN = 30;
const NEAR_END_PX = 80;

/** The last lines, the newest at the lower edge; it stays where it is while somebody reads further up. */
export function Chat({ lines }: { lines: Lines['shown'] }) {
  const list = useRef<HTMLUListElement>(null);
  const atEnd = useRef(true);
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
    <ul class="chat plain" ref={list} tabIndex={0} aria-label={say('chatOf')} onScroll={look}>
      {shown.map((line) => (
        <li key={line.lineId} class={line.mine ? 'mine' : line.role ? 'host-line' : ''}>
          <b>{line.mine ? say('youAre') : line.name}</b> {line.text}
        </li>
      ))}
    </ul>
  );
}
