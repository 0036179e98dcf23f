import { kept, keep } from '../kernel/kept.js';
import { cell } from '../shell/cell.js';
import { zh } from './zh.js';

export type Word = keyof typeof zh;
export type Language = 'zh' | 'en';

let words: Record<Word, string> = zh;
/** Whoever shows words listens to it. */
export const language = cell<Language>('zh');

/** Chinese is here at once; English is fetched by whoever reads it. */
export async function prepareWords(): Promise<void> {
  const wanted = kept<Language>('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
  if (wanted === 'en') await speak('en').catch(() => undefined);
}

export async function speak(wanted: Language): Promise<void> {
  words = wanted === 'en' ? (await import('./en.js')).en : zh;
  language.set(wanted);
  document.documentElement.lang = locale();
  keep('language', wanted);
}

export const spoken = (): Language => language.get();

/** For dates. */
export const locale = (): string => (spoken() === 'zh' ? 'zh-CN' : 'en');

export const say = (word: Word, ...values: (string | number)[]): string => filled(words[word], values);

export const filled = (words: string, values: (string | number)[]): string =>
  words.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)] ?? ''));

/** 12345 → "1.2万"; whoever reads it aloud is told the whole. */
export const shortCount = (count: number): string =>
  new Intl.NumberFormat(locale(), { notation: 'compact', maximumFractionDigits: 1 }).format(count);

/** What a problem means for the person, in words we have, or else in the door's own (Chinese) title. */
export function sayProblem(problem: { code: string; title: string; details: Record<string, unknown> }): string {
  const known = `problem.${problem.code}`;
  const what = known in words ? say(known as Word) : problem.title || say('problem.internal');
  const { reason } = problem.details;
  return typeof reason === 'string' && reason !== '' ? `${what}${say('colon')}${reason}` : what;
}
