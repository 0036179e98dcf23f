import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { EnrolmentId, PersonId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';
import { Envelope } from '../people/envelope.js';
import { plainRecoveryCode, recoveryCodes } from './recovery-codes.js';
import { takeFactorTry, takeStep, useRecoveryCode, type Factor } from './second-factor.sql.js';
import { stepOf } from './totp.js';

const CODE_MAX = 32;

/** What somebody typed as the code of their app, or as a recovery code; empty where they have none to show. */
export function parseFactorCode(value: string, field: string): string {
  if (value.length > CODE_MAX) throw invalid(field, `at most ${CODE_MAX} characters`);
  return value;
}

/** Codes of authenticator apps, and those that stand in for a lost one. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly db: Db,
    private readonly envelope: Envelope,
  ) {}

  sealSecret(secret: Buffer, personId: PersonId) {
    return { secretSealed: this.envelope.seal(secret, aboutOf(personId)), keyId: this.envelope.keyId };
  }

  openSecret({ secretSealed }: Pick<Factor, 'secretSealed'>, personId: PersonId): Buffer {
    return this.envelope.open(secretSealed, aboutOf(personId));
  }

  recoveryCodesOf(personId: PersonId, enrolmentId: EnrolmentId): string[] {
    return recoveryCodes((at) => this.envelope.hash('recovery', personId, enrolmentId, String(at)));
  }

  hashOfRecoveryCode(code: string, personId: PersonId): Buffer {
    return this.envelope.hash('recovery code', personId, plainRecoveryCode(code));
  }

  /** Takes a code of a factor in force. Problems: auth.code_required, code.wrong, overloaded. */
  async assertShown(personId: PersonId, code: string): Promise<void> {
    if (code === '') throw new Problem('auth.code_required');
    const factor = await this.takeTry(personId);
    const taken = factor.inForce && (await this.take(factor, personId, code));
    if (!taken) throw new Problem('code.wrong');
  }

  /** Problems: not_found, overloaded. */
  async takeTry(personId: PersonId): Promise<Factor> {
    const factor = await this.db.single((tx) => takeFactorTry(tx, personId));
    if (!factor) throw new Problem('not_found');
    if (factor.waitS > 0) throw new Problem('overloaded', { retryAfterS: factor.waitS });
    return factor;
  }

  private async take(factor: Factor, personId: PersonId, code: string): Promise<boolean> {
    const step = this.stepOf(factor, personId, code);
    if (step !== undefined) return this.db.single((tx) => takeStep(tx, personId, step));
    const hash = this.hashOfRecoveryCode(code, personId);
    return this.db.single((tx) => useRecoveryCode(tx, personId, hash));
  }

  stepOf(factor: Factor, personId: PersonId, code: string): number | undefined {
    return stepOf(code, this.openSecret(factor, personId), { now: new Date(), lastStep: factor.lastStep });
  }
}

const aboutOf = (personId: PersonId) => `second factor ${personId}`;
