import { base32 } from './totp.js';

const CODES = 10;
// Fifty bits: far more than anybody can try.
const LETTERS = 10;

/**
 * The recovery codes of an enrolment, the same whenever they are asked for: an answer that was lost can be given again
 * though only hashes are kept.
 * @param random 32 bytes that nobody can know, for each place
 */
export const recoveryCodes = (random: (at: number) => Buffer): string[] =>
  Array.from({ length: CODES }, (_, at) => {
    const letters = base32(random(at)).slice(0, LETTERS);
    return `${letters.slice(0, LETTERS / 2)}-${letters.slice(LETTERS / 2)}`;
  });

/** As somebody typed it. */
export const plainRecoveryCode = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z2-7]/g, '');
