import { serverNow } from './clock.js';

const ZONE = 'Asia/Shanghai';

const part = (options: Intl.DateTimeFormatOptions) => {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (language: string) => {
    const format = formats.get(language) ?? new Intl.DateTimeFormat(language, { timeZone: ZONE, ...options });
    formats.set(language, format);
    return format;
  };
};

const time = part({ hour: '2-digit', minute: '2-digit', hour12: false });
const day = part({ month: 'long', day: 'numeric', weekday: 'short' });
const moment = part({ month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });

const toSecond = part({ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

export const clockTime = (at: string, language: string): string => time(language).format(new Date(at));

export const dayOf = (at: string | number, language: string): string => day(language).format(new Date(at));

export const momentOf = (at: string, language: string): string => moment(language).format(new Date(at));

export const secondOf = (at: string, language: string): string => toSecond(language).format(new Date(at));

/** 75_000 → "01:15"; 3_675_000 → "1:01:15" */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

export const msUntil = (at: string): number => Date.parse(at) - serverNow();
