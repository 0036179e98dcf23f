import { describe, expect, it } from '@jest/globals';
import { fold } from './fold.js';
import { WordList } from './word-list.js';

const WORDS = 10_000;
const LINES = 2_000;

/** The same characters every time: common ones, so that many words begin alike. */
function characters(count: number, seed: number): string {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCodePoint(0x4e00 + ((state >>> 8) % 3_000));
  }).join('');
}

describe(`A list of ${WORDS} words`, () => {
  it('is looked through for each line; what that takes of a processor is printed, not judged', () => {
    const words = Array.from({ length: WORDS }, (_, at) => ({
      word: characters(2 + (at % 5), at + 1),
      alike: at % 2 === 0,
    }));
    const cpuMs = () => process.cpuUsage().user / 1_000;
    const begun = cpuMs();
    const list = WordList.of(words);
    const built = cpuMs() - begun;

    const each = (line: (at: number) => string) => {
      const lines = Array.from({ length: LINES }, (_, at) => line(at));
      const from = cpuMs();
      for (const one of lines) list.find(fold(one));
      return ((cpuMs() - from) / LINES).toFixed(3);
    };
    const usual = each((at) => characters(20, 70_000 + at));
    const longest = each((at) => characters(200, 80_000 + at));
    const spelt = each(() => 'weixinjiawozhiliao'.repeat(12).slice(0, 200));
    console.log(
      `built in ${built.toFixed(0)} ms; a line of 20 ${usual} ms, of 200 ${longest} ms, in letters ${spelt} ms`,
    );

    expect(words.filter(({ word }) => !list.find(fold(`好${word}吗`)))).toEqual([]);
  });
});
