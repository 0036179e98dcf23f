import { say, type Word } from '../words/say.js';

const WORDS: Record<string, Word> = {
  COMPLIANCE: 'docCompliance',
  TEST_REPORT: 'docTestReport',
  ORIGIN: 'docOrigin',
  QUARANTINE: 'docQuarantine',
  ORGANIC: 'docOrganic',
  GREEN_FOOD: 'docGreenFood',
  GEOGRAPHICAL: 'docGeographical',
};

/** What a certificate is called. */
export function documentWord(kind: string): string {
  const word = WORDS[kind];
  return word ? say(word) : kind;
}
