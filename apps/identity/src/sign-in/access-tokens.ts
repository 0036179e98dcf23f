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
    const accessToken = await new SignJWT({ name: person.name, memberships, mandates })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setSubject(person.personId)
      // To the millisecond: who was let go and signs in again in the same second must not be taken for a member.
      .setIssuedAt(Date.now() / 1_000)
      .setExpirationTime(`${LIFE_S}s`)
      .sign(this.key);
    return { accessToken, refreshToken, expiresInS: LIFE_S, person, secondFactorMissing };
  }
}
