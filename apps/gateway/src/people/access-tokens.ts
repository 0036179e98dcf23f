import { createPublicKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { jwtVerify } from 'jose';
import { PersonId } from '#kernel/id.js';
import type { CallingPerson } from '#messaging/caller.js';
import { SETTINGS } from '#service/settings.js';
import type { GatewaySettings } from '../config.js';

/** Who a token says its bearer is, and as of when. In ms. */
export interface SignedIn {
  person: CallingPerson;
  asOf: number;
  expiresAt: number;
}

const LIFE_MAX = '10 min';
const CLOCK_SKEW_S = 5;
const REMEMBERED_MAX = 20_000;

/** Reads identity's access tokens. Checking a signature is dear, so tokens seen before are remembered. */
@Injectable()
export class AccessTokens {
  private readonly key: KeyObject;
  private readonly remembered = new Map<string, SignedIn>();

  constructor(@Inject(SETTINGS) { tokenPublicKey }: GatewaySettings) {
    this.key = createPublicKey(tokenPublicKey);
  }

  /** Undefined for a token that is forged, expired or no token at all. */
  async read(token: string, now: number): Promise<SignedIn | undefined> {
    const signedIn = this.remembered.get(token) ?? (await this.verify(token));
    if (signedIn && signedIn.expiresAt > now) return signedIn;
    this.remembered.delete(token);
    return undefined;
  }

  private async verify(token: string): Promise<SignedIn | undefined> {
    const options = {
      algorithms: ['EdDSA'],
      maxTokenAge: LIFE_MAX,
      clockTolerance: CLOCK_SKEW_S,
      requiredClaims: ['exp'],
    };
    const verified = await jwtVerify(token, this.key, options).catch(() => undefined);
    if (!verified) return undefined;

    const { sub = '', iat = 0, exp = 0, memberships = [], mandates = [] } = verified.payload;
    const person = { personId: PersonId.parse(sub), memberships, mandates } as CallingPerson;
    const signedIn = { person, asOf: iat * 1_000, expiresAt: exp * 1_000 };
    this.remember(token, signedIn);
    return signedIn;
  }

  /** The oldest makes room. */
  private remember(token: string, signedIn: SignedIn): void {
    const [oldest] = this.remembered.size >= REMEMBERED_MAX ? this.remembered.keys() : [];
    if (oldest !== undefined) this.remembered.delete(oldest);
    this.remembered.set(token, signedIn);
  }
}
