interface Announced {
  liveSessionId: string;
  title: string;
  startsAt: Date;
  now: Date;
}

const LASTS_MS = 2 * 3_600_000;
const LINE_BYTES_MAX = 75;

/** An event of RFC 5545 with an alarm ten minutes before. How long it lasts is a guess: two hours. */
export function calendarOf({ liveSessionId, title, startsAt, now }: Announced): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tianjian//Live sessions//EN',
    'BEGIN:VEVENT',
    `UID:${liveSessionId}@tianjian`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(new Date(startsAt.getTime() + LASTS_MS))}`,
    `SUMMARY:${escaped(title)}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT10M',
    `DESCRIPTION:${escaped(title)}`,
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

const utc = (at: Date) => at.toISOString().replace(/[-:]|\.\d+/g, '');

const escaped = (text: string) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n');

/** No line is longer than 75 bytes, and no character is cut in two. */
function folded(line: string): string {
  let [rest, whole] = ['', ''];
  for (const character of line) {
    if (Buffer.byteLength(rest + character) > LINE_BYTES_MAX) {
      whole += `${rest}\r\n`;
      rest = ' ';
    }
    rest += character;
  }
  return whole + rest;
}
