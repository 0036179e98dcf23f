import { parseText } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';
import { fold } from '../chat/fold.js';

export const WORDS_MAX = 10_000;
const AT_ONCE_MAX = 1_000;
const WORD_MAX = 20;

/** Each once, as they were written. Problems: request.invalid. */
export function parseWords(words: string[], field = 'words'): string[] {
  if (words.length > AT_ONCE_MAX) throw invalid(field, `at most ${AT_ONCE_MAX}`);
  return [...new Set(words.map((word) => parseWord(word, field)))];
}

function parseWord(word: string, field: string): string {
  const text = parseText(word, field, { max: WORD_MAX });
  // What has neither letters nor digits would be found in every line.
  if (fold(text).letters === '') throw invalid(field, 'with letters or digits');
  return text;
}

/** Problems: request.invalid. */
export function assertRoom(count: number): void {
  if (count > WORDS_MAX) throw invalid('words', `at most ${WORDS_MAX} in all`);
}
