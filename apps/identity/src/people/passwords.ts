import { Algorithm, hash, verify, type Options } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { invalid } from '#problems/problem.js';
import { AtMost } from './at-most.js';

const LENGTH_MIN = 8;
const LENGTH_MAX = 128;

// OWASP's argon2id: 19 MiB, two passes, one lane.
const COST: Options = { algorithm: Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A password to be set. */
export function parseNewPassword(value: string): string {
  if (value.length < LENGTH_MIN) throw invalid('password', `at least ${LENGTH_MIN} characters`);
  return parsePassword(value);
}

/** What somebody typed, in one Unicode form. */
export function parsePassword(value: string): string {
  // Before anything that costs time in proportion to it.
  if (value.length > LENGTH_MAX) throw invalid('password', `at most ${LENGTH_MAX} characters`);
  if (/\p{Cc}/u.test(value)) throw invalid('password', 'no control characters');
  return value.normalize('NFC');
}

/** Hashes passwords, two at a time: each takes a core and 19 MiB. */
@Injectable()
export class Passwords {
  private readonly desk = new AtMost({ running: 2, waiting: 64, retryAfterS: 2 });
  // Checked for whoever does not exist, so that the time taken does not tell.
  private readonly nobodys = hash('nobody has this password', COST);

  hash(password: string): Promise<string> {
    return this.atDesk(() => hash(password, COST));
  }

  /** Work that hashes once by itself, at the desk as a whole. */
  atDesk<T>(work: () => Promise<T>): Promise<T> {
    return this.desk.run(work);
  }

  /** To be called at the desk. */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    const matches = await verify(passwordHash ?? (await this.nobodys), password);
    return matches && passwordHash !== undefined;
  }
}
