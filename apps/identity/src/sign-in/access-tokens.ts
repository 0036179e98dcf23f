import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { SETTINGS, type Settings } from '#service/settings.js';
import type { settings } from '../config.js';
import type { Standing } from '../standings/standing.js';

// What a removed role or a stolen token can still do, at the most; the gateway asks again sooner.
const LIFE_S = 600;

@Injectable()
export class AccessTokens {
  private readonly key: KeyObject;

  constructor(@Inject(SETTINGS) { tokenPrivateKey }: Pick<Settings<typeof settings>, 'tokenPrivateKey'>) {
    this.key = createPrivateKey(tokenPrivateKey);
  }

  /** The answer to whoever has proved who they are. */
  async signedIn({ person, memberships, mandates, secondFactorMissing = false }: Standing, refreshToken: string) {
    // To the millisecond: who was let go and signs in again in the same second must not be taken for a member.
    const issuedAt = Date.now() / 1_000;
    const accessToken = await new SignJWT({ name: person.name, memberships, mandates })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setSubject(person.personId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFE_S)
      .sign(this.key);
    return { accessToken, refreshToken, expiresInS: LIFE_S, person, secondFactorMissing };
  }
}
