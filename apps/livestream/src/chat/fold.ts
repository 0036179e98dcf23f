import { syllableOf } from '#kernel/pinyin.js';

/** One written character and the letters it sounds like. */
export interface Sign {
  character: string;
  /** Read as a syllable; everything else stands for itself. */
  han: boolean;
  /** Where its letters begin. */
  from: number;
  /** Latin letters that were written together have the same number. */
  run: number;
}

export interface Folded {
  /** The whole text by its sound: "加 ＷＥＩ-信" is "jiaweixin". */
  letters: string;
  signs: Sign[];
  /** The sign whose letters begin at a place of `letters`, if one does; behind the last one, how many there are. */
  signAt: Map<number, number>;
}

// What looks like a Latin letter and is another one.
const LOOKALIKES: Record<string, string> = {
  ...{ а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y', х: 'x', ѕ: 's', і: 'i' },
  ...{ ј: 'j', ѵ: 'v', ԛ: 'q', ԝ: 'w', α: 'a', ο: 'o', ν: 'v', ι: 'i', κ: 'k', ρ: 'p', χ: 'x', ɑ: 'a', ɡ: 'g', ı: 'i' },
};
const U_UMLAUT = /[üǖǘǚǜ]|u(?=\p{M}*\u0308)/gu;
const LATIN = /^[a-z]$/;
const WRITTEN = /^[\p{L}\p{N}]$/u;
const HAN = /^\p{Script=Han}$/u;

/**
 * A text as a filter reads it: full-width, circled and accented letters are the plain ones, capitals small; whatever is
 * neither letter nor digit is a gap and counts for nothing; Han characters are read out in pinyin without tones.
 */
export function fold(text: string): Folded {
  const signs: Sign[] = [];
  const signAt = new Map<number, number>();
  let letters = '';
  let run = 0;
  let latinBefore = false;
  for (const character of plain(text)) {
    const latin = LATIN.test(character);
    if (!latin || !latinBefore) run += 1;
    latinBefore = latin;
    if (!WRITTEN.test(character)) continue;
    const syllable = HAN.test(character) ? syllableOf(character) : undefined;
    signAt.set(letters.length, signs.length);
    signs.push({ character, han: syllable !== undefined, from: letters.length, run });
    letters += syllable ?? character;
  }
  signAt.set(letters.length, signs.length);
  return { letters, signs, signAt };
}

function plain(text: string): string[] {
  const spelt = text.normalize('NFC').toLowerCase().replace(U_UMLAUT, 'v').normalize('NFKD').toLowerCase();
  return [...spelt.replace(/\p{M}|\p{C}/gu, '')].map((character) => LOOKALIKES[character] ?? character);
}
