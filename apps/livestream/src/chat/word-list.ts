import { setImmediate as nextTurn } from 'node:timers/promises';
import { isPinyin } from '#kernel/pinyin.js';
import { fold, type Folded, type Sign } from './fold.js';

export interface Word {
  word: string;
  /** Also other characters of the same sound. */
  alike: boolean;
}

interface Listed extends Word {
  signs: Sign[];
  length: number;
}

// Two characters that sound like a word are as often another word.
const ALIKE_FROM = 3;
const CODES = 0x1_0000;
const WORDS_AT_ONCE = 200;
const NODES_AT_ONCE = 2_000;

/**
 * Finds any of many words in one walk over a text (Aho and Corasick), however they are written: with gaps, in
 * full-width letters, in pinyin with or without tones, in part or altogether; those marked so, also in other characters
 * of the same sound. The walk finds candidates by sound; what was written then decides.
 */
export class WordList {
  // The tree of all words: a node's edges by its number and the letter's code.
  private readonly edges = new Map<number, number>();
  /** Where the walk goes on when no edge fits: the longest end of this node that begins another word. */
  private readonly fallback: number[] = [0];
  /** The next node on the way back at which a word ends. */
  private readonly shorter: number[] = [0];
  private readonly endings: (Listed[] | undefined)[] = [undefined];

  private constructor() {}

  static of(words: Iterable<Word>): WordList {
    const list = new WordList();
    for (const _ of list.build(words)); // To the end at once.
    return list;
  }

  /** For lists of thousands: whoever says something meanwhile is not kept waiting. */
  static async gently(words: Iterable<Word>): Promise<WordList> {
    const list = new WordList();
    for (const _ of list.build(words)) await nextTurn();
    return list;
  }

  /** The first word found in a folded text. */
  find(text: Folded): Word | undefined {
    let node = 0;
    for (let at = 0; at < text.letters.length; at += 1) {
      node = this.step(node, text.letters.charCodeAt(at));
      for (let end = node; end !== 0; end = this.shorter[end] ?? 0) {
        const found = this.endings[end]?.find((word) => isWritten(word, text, at + 1 - word.length));
        if (found) return found;
      }
    }
    return undefined;
  }

  /** Stops after each slice of the work. */
  private *build(words: Iterable<Word>): Generator<void> {
    let added = 0;
    for (const word of words) {
      this.add(word);
      added += 1;
      if (added % WORDS_AT_ONCE === 0) yield;
    }
    yield* this.link();
  }

  private add(word: Word): void {
    const { letters, signs } = fold(word.word);
    if (letters === '') return;
    let node = 0;
    for (let at = 0; at < letters.length; at += 1) node = this.grow(node, letters.charCodeAt(at));
    (this.endings[node] ??= []).push({ ...word, signs, length: letters.length });
  }

  private grow(node: number, code: number): number {
    const edge = node * CODES + code;
    const known = this.edges.get(edge);
    if (known !== undefined) return known;
    const made = this.endings.push(undefined) - 1;
    this.edges.set(edge, made);
    return made;
  }

  /** By growing depth, so that what a node falls back to is linked before it. Map keeps the order of growth, not depth. */
  private *link(): Generator<void> {
    const children = new Map<number, [number, number][]>();
    for (const [edge, child] of this.edges) {
      const parent = Math.floor(edge / CODES);
      const known = children.get(parent);
      if (known) known.push([edge % CODES, child]);
      else children.set(parent, [[edge % CODES, child]]);
    }
    const queue = [0];
    for (let next = 0; next < queue.length; next += 1) {
      const parent = queue[next] ?? 0;
      for (const [code, child] of children.get(parent) ?? []) {
        const back = parent === 0 ? 0 : this.step(this.fallback[parent] ?? 0, code);
        this.fallback[child] = back;
        this.shorter[child] = this.endings[back] ? back : (this.shorter[back] ?? 0);
        queue.push(child);
      }
      if (next % NODES_AT_ONCE === 0) yield;
    }
  }

  private step(from: number, code: number): number {
    for (let node = from; ; node = this.fallback[node] ?? 0) {
      const next = this.edges.get(node * CODES + code);
      if (next !== undefined) return next;
      if (node === 0) return 0;
    }
  }
}

/** Whether a word that sounds from here is the word, and no other one that sounds like it. */
function isWritten(word: Listed, text: Folded, from: number): boolean {
  const first = text.signAt.get(from);
  const behind = text.signAt.get(from + word.length);
  if (first === undefined || behind === undefined) return false;
  const ways = waysOf(word, text, from);
  if (!ways || !fitsAlike(word, ways)) return false;
  if (ways.spelt === 0 && !word.signs.some(isLatin)) return true;
  if (ways.spelt > 0 && word.signs.length === 1) return false;
  // Inside a run of letters a word in pinyin needs whole syllables around it; one in letters stands alone.
  const around = lettersAround(text, first, behind - 1);
  return ways.spelt > 0 ? around.every(isPinyin) : around.every((letters) => letters === '');
}

interface Ways {
  /** Written as it is. */
  same: number;
  /** A character spelt in letters. */
  spelt: number;
  /** Another character of the same sound. */
  alike: number;
}

/** How each sign of the word is written; undefined where characters and syllables do not fall together. */
function waysOf({ signs, length }: Listed, text: Folded, from: number): Ways | undefined {
  const ways = { same: 0, spelt: 0, alike: 0 };
  for (const [at, sign] of signs.entries()) {
    const begin = from + sign.from;
    const end = from + (signs[at + 1]?.from ?? length);
    const written = text.signs[text.signAt.get(begin) ?? -1];
    if (!written) return undefined;
    if (written.character === sign.character) ways.same += 1;
    else if (!sign.han) return undefined;
    else if (written.han && isOneSign(text, begin, end)) ways.alike += 1;
    else if (isSpelt(text, begin, end)) ways.spelt += 1;
    else return undefined;
  }
  return ways;
}

function fitsAlike({ alike: mayBeAlike, signs }: Listed, { same, spelt, alike }: Ways): boolean {
  if (alike === 0) return true;
  return mayBeAlike && (signs.length >= ALIKE_FROM || same + spelt > 0);
}

const isOneSign = ({ signAt }: Folded, begin: number, end: number) => signAt.get(end) === (signAt.get(begin) ?? 0) + 1;

function isSpelt({ signAt, signs }: Folded, begin: number, end: number): boolean {
  for (let at = begin; at < end; at += 1) {
    const sign = signs[signAt.get(at) ?? -1];
    if (!sign || !isLatin(sign)) return false;
  }
  return true;
}

/** The Latin letters that were written together with the first sign, before it, and with the last, after it. */
function lettersAround({ signs }: Folded, first: number, last: number): [string, string] {
  let [before, after] = ['', ''];
  const [begin, end] = [signs[first], signs[last]];
  for (let at = first - 1; begin && isLatin(begin) && signs[at]?.run === begin.run; at -= 1) {
    before = `${signs[at]?.character ?? ''}${before}`;
  }
  for (let at = last + 1; end && isLatin(end) && signs[at]?.run === end.run; at += 1) {
    after += signs[at]?.character ?? '';
  }
  return [before, after];
}

const isLatin = ({ han, character }: Sign) => !han && character >= 'a' && character <= 'z' && character.length === 1;
