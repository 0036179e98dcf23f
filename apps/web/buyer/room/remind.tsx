import type { RoomView } from '#room/view.js';
import { Icon } from '../ui/icon.js';
import { say } from '../words/say.js';

const HOUR_MS = 3_600_000;

/** Into the person's own calendar: an .ics file made here. */
export function Remind({ session }: { session: RoomView['session'] }) {
  if (!session.startsAt) return null;
  const calendar = `data:text/calendar;charset=utf-8,${encodeURIComponent(eventOf(session, session.startsAt))}`;
  return (
    <a class="button quiet" href={calendar} download={`${session.title}.ics`}>
      <Icon name="bell" size={20} /> {say('intoCalendar')}
    </a>
  );
}

const stamp = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
const escaped = (text: string) => text.replace(/([\\,;])/g, '\\$1').replace(/\n/g, '\\n');

function eventOf({ liveSessionId, title }: RoomView['session'], startsAt: string): string {
  const start = Date.parse(startsAt);
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tianjian//room//ZH',
    'BEGIN:VEVENT',
    `UID:${liveSessionId}@tianjian`,
    `DTSTAMP:${stamp(Date.now())}`,
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(start + 2 * HOUR_MS)}`,
    `SUMMARY:${escaped(title)}`,
    `URL:${location.origin}/rooms/${liveSessionId}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');
}
