import { invalid } from '../problems/problem.js';

/** Words from outside: trimmed, NFC, no control characters, 1 (or 0 if optional) to `max` characters. */
export function parseText(
  value: string,
  field: string,
  { max, optional = false }: { max: number; optional?: boolean },
) {
  const text = value.normalize('NFC').trim();
  if (text === '' && !optional) throw invalid(field, 'not empty');
  if ([...text].length > max) throw invalid(field, `at most ${max} characters`);
  // Line breaks and tabs may stand in a description; nothing else that cannot be seen may.
  if (/[^\P{C}\n\t\p{Cf}]/u.test(text) || !text.isWellFormed()) throw invalid(field, 'no control characters');
  return text;
}

/** A calendar day, YYYY-MM-DD; refuses days that do not exist. */
export function parseDay(value: string, field: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(NaN);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value)
    throw invalid(field, 'a day, YYYY-MM-DD');
  return value;
}

/** Six digits of the national region code. */
export function parseRegion(value: string, field: string): string {
  if (!/^[1-9]\d{5}$/.test(value)) throw invalid(field, 'six digits of a region code');
  return value;
}

/** A mainland mobile number. */
export function parsePhone(value: string, field: string): string {
  if (!/^1\d{10}$/.test(value)) throw invalid(field, 'a mobile number of 11 digits');
  return value;
}

/** A code people type, such as a coupon's: 3 to 32 letters, digits or hyphens, in capitals whatever was typed. */
export function parseCode(value: string, field: string): string {
  const code = value.normalize('NFKC').trim().toUpperCase();
  if (!/^[A-Z0-9-]{3,32}$/.test(code)) throw invalid(field, '3 to 32 letters, digits or hyphens');
  return code;
}
