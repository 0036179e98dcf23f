import { invalid } from '#problems/problem.js';

const LINE_MAX = 200;
const NAME_MAX = 20;
// Beyond so much for each character that is shown nobody wrote it by hand.
const UNSEEN_FACTOR = 5;

// Shown as nothing at all, though they are letters, marks or symbols to Unicode.
const BLANKS = /[\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFEFF\uFFA0]|[\u{E0100}-\u{E01EF}]/gu;
const LOOSE_JOINER =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D|\u200D(?!\p{Extended_Pictographic})/gu;
const LOOSE_SELECTOR = /(?<![\p{Extended_Pictographic}\d#*])[\uFE00-\uFE0F]/gu;
const UNSEEN = /(?!\u200D)\p{C}/gu;
const HEAPED_MARKS = /(\p{M}{4})\p{M}+/gu;

export const parseLine = (value: string) => parseShown(value, 'text', LINE_MAX);

/** What somebody wants to be called; empty: nothing was said. */
export const parseName = (value: string) => (value === '' ? '' : parseShown(value, 'name', NAME_MAX));

/**
 * What a viewer wrote as others may see it. Controls, zero-width characters, and what turns the direction of a line
 * around are taken out: phones put them in without asking, so they are no fault of the sender. Whatever breaks a line
 * becomes a space, a joiner stays inside an emoji only, and of marks heaped upon a letter four stay (Tibetan needs three). Letters that are
 * written from right to left are letters; pages show each line in a direction of its own. Problems: request.invalid.
 */
function parseShown(value: string, field: string, max: number): string {
  if (value.length > max * UNSEEN_FACTOR) throw invalid(field, `at most ${max} characters`);
  const shown = seen(value);
  if (shown === '') throw invalid(field, 'not empty');
  if ([...shown].length > max) throw invalid(field, `at most ${max} characters`);
  return shown;
}

function seen(value: string): string {
  return value
    .normalize('NFC')
    .replace(BLANKS, '')
    .replace(/\s+/gu, ' ')
    .replace(UNSEEN, '')
    .replace(LOOSE_JOINER, '')
    .replace(LOOSE_SELECTOR, '')
    .replace(HEAPED_MARKS, '$1')
    .replace(/ +/g, ' ')
    .trim();
}
