import { useEffect, useRef } from 'preact/hooks';
import type { ChatLine, Room } from './room.js';

const SHOWN = 30;

/** The last lines, the newest at the lower edge; it stays where it is while somebody reads further up. */
export function Chat({ lines }: { lines: ChatLine[] }) {
  const list = useRef<HTMLUListElement>(null);
  const shown = lines.slice(-SHOWN);
  const last = shown.at(-1)?.lineId;
  useEffect(() => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [last]);
  if (shown.length === 0) return <div class="chat" />;
  return (
    <ul class="chat plain" ref={list}>
      {shown.map((line) => (
        <li key={line.lineId} class={line.mine ? 'mine' : ''}>
          <b>{line.name}</b> {line.text}
        </li>
      ))}
    </ul>
  );
}

export function Say({ room }: { room: Room }) {
  return <span class="grow" data-room={room.session.liveSessionId} />;
}
