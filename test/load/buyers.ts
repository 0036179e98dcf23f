import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { PersonId } from '#kernel/id.js';

const LIFE_S = 600;
// Before a token runs out while somebody is ordering with it.
const RENEW_MS = 540_000;

export interface Buyer {
  personId: PersonId;
  token: string;
}

/** People who are signed in, with tokens as identity makes them. */
export class Buyers {
  private readonly key: KeyObject;
  private readonly known: (Buyer & { until: number })[] = [];

  constructor(tokenPrivateKey: string) {
    this.key = createPrivateKey(tokenPrivateKey);
  }

  /** The same one for the same number. */
  nth(n: number): Buyer {
    const now = Date.now();
    const known = this.known[n];
    if (known && known.until > now) return known;
    const personId = known?.personId ?? PersonId.new();
    const signedIn = { personId, token: this.sign(personId, now), until: now + RENEW_MS };
    this.known[n] = signedIn;
    return signedIn;
  }

  /** A token that is too young for anybody to ask identity whether it is so. */
  seller(companyId: string): string {
    return this.sign(this.nth(0).personId, Date.now(), [{ companyId, roles: ['seller'] }]);
  }

  private sign(personId: PersonId, now: number, memberships: object[] = []): string {
    const iat = Math.floor(now / 1_000);
    const claims = { name: '买家', memberships, mandates: [], sub: personId, iat, exp: iat + LIFE_S };
    const text = `${part({ alg: 'EdDSA', typ: 'JWT' })}.${part(claims)}`;
    return `${text}.${sign(null, Buffer.from(text), this.key).toString('base64url')}`;
  }
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
