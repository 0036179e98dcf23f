import { FIRST_OF_SYLLABLE } from './pinyin-syllables.js';

const FIRST_HAN = 0x4e00;
const LAST_HAN = 0x9fa5;
// Titles that begin alike so far may stand in any order.
const CHARACTERS_MAX = 30;
const DIGITS = 5;

/**
 * A text whose order, character by character, is the order of titles by pinyin: Latin letters and digits first. It
 * knows one reading of each character, the commonest.
 */
export const pinyinKey = (title: string): string =>
  [...title.toLowerCase()].slice(0, CHARACTERS_MAX).map(keyOf).join('');

function keyOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const place = code < FIRST_HAN || code > LAST_HAN ? code : FIRST_HAN + (placesOfHan()[code - FIRST_HAN] ?? 0);
  return place.toString(16).padStart(DIGITS, '0');
}

let places: Uint16Array | undefined;

/** Where each of the 20,902 characters stands among them. Sorting them takes 50 ms, once. */
function placesOfHan(): Uint16Array {
  if (places) return places;
  const { compare } = new Intl.Collator('zh-Hans-u-co-pinyin');
  const all = Array.from({ length: LAST_HAN - FIRST_HAN + 1 }, (_, at) => String.fromCharCode(FIRST_HAN + at));
  places = new Uint16Array(all.length);
  for (const [place, character] of all.sort(compare).entries()) places[character.charCodeAt(0) - FIRST_HAN] = place;
  return places;
}

/** How a character is read, without its tone and with v for ü ("女" is "nv"); undefined where nobody reads it so. */
export function syllableOf(character: string): string | undefined {
  const at = character.charCodeAt(0) - FIRST_HAN;
  const place = at < 0 || character.length > 1 ? undefined : placesOfHan()[at];
  if (place === undefined) return undefined;
  syllables ??= syllablesByPlace();
  return syllables[place];
}

/** Whether Latin letters are whole syllables, one after the other: "jiawei" is, "fundam" is not. */
export function isPinyin(letters: string): boolean {
  known ??= new Set(FIRST_OF_SYLLABLE.split(' ').map((entry) => entry.slice(1)));
  const wholeUpTo = [true];
  for (let end = 1; end <= letters.length; end += 1) {
    wholeUpTo[end] = false;
    for (let start = Math.max(0, end - SYLLABLE_MAX); start < end && !wholeUpTo[end]; start += 1) {
      wholeUpTo[end] = wholeUpTo[start] === true && known.has(letters.slice(start, end));
    }
  }
  return wholeUpTo[letters.length] === true;
}

const SYLLABLE_MAX = 6;
let known: Set<string> | undefined;
let syllables: string[] | undefined;

function syllablesByPlace(): string[] {
  const all: string[] = [];
  let syllable = '';
  const begins = new Map<number, string>();
  for (const entry of FIRST_OF_SYLLABLE.split(' ')) {
    begins.set(placesOfHan()[entry.charCodeAt(0) - FIRST_HAN] ?? 0, entry.slice(1));
  }
  for (let place = 0; place <= LAST_HAN - FIRST_HAN; place += 1) {
    syllable = begins.get(place) ?? syllable;
    all.push(syllable);
  }
  return all;
}
