import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { PersonId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { Passwords } from '../people/passwords.js';
import { findPhone } from '../people/person.sql.js';
import { countFailure, findKnock } from './sign-in.sql.js';

// Of one phone within 15 minutes, from wherever; then even the right password has to wait. The gateway stops a single
// guesser sooner, by address: this is for those who come from many.
const FAILURES_MAX = 30;

export interface Recognised {
  personId: PersonId;
  hasFactor: boolean;
}

@Injectable()
export class PasswordCheck {
  constructor(
    private readonly db: Db,
    private readonly passwords: Passwords,
  ) {}

  /** Whose password it is. Problems: auth.failed, overloaded. */
  byPhone(phoneIndex: Buffer, password: string): Promise<Recognised> {
    return this.passwords.atDesk(() => this.recognise(phoneIndex, password));
  }

  /** For somebody signed in who is about to do what a stolen phone must not. Problems: auth.failed, overloaded. */
  async ofPerson(personId: PersonId, password: string): Promise<void> {
    const phone = await this.db.single((tx) => findPhone(tx, personId));
    if (!phone) throw new Problem('auth.required');
    await this.byPhone(phone.index, password);
  }

  /** Takes the same steps for a phone nobody has as for a wrong password. */
  private async recognise(phoneIndex: Buffer, password: string): Promise<Recognised> {
    const knock = await this.db.single((tx) => findKnock(tx, phoneIndex));
    // Asked at the desk, where few are at once: whoever guesses in parallel gets no more guesses.
    if (knock && knock.failures >= FAILURES_MAX) throw new Problem('overloaded', { retryAfterS: knock.windowLeftS });

    const matches = await this.passwords.matches(password, knock?.passwordHash ?? undefined);
    if (matches && knock?.personId) return { personId: knock.personId, hasFactor: knock.hasFactor };
    await this.db.single((tx) => countFailure(tx, phoneIndex));
    throw new Problem('auth.failed');
  }
}
