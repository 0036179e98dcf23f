import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { CompanyId, IncubatorId, PersonId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';

/** Who a request is made for, as the gateway (or, in the background, a service) vouches for it. */
export interface Caller {
  /** Who signed: "gateway" for people, else the calling service. */
  issuer: string;
  /** Absent for somebody who is not signed in, and for services. */
  person?: CallingPerson;
}

export interface CallingPerson {
  personId: PersonId;
  memberships: { companyId: CompanyId; roles: string[] }[];
  mandates: { incubatorId: IncubatorId; role: string; companyIds: CompanyId[] }[];
}

const TOKEN_LIFE_MS = 60_000;
const REMEMBERED_MAX = 20_000;

/** Signs callers with this process's key. Tokens are reused for half their life: signing is dearer than looking up. */
export class CallerSigner {
  private readonly key: KeyObject;
  private readonly signed = new Map<string, { token: string; until: number }>();

  constructor(
    private readonly issuer: string,
    privateKeyPem: string,
  ) {
    this.key = createPrivateKey(privateKeyPem);
  }

  /** A token for a person, or (without one) for the issuer itself. `now` in ms. */
  token(person: CallingPerson | undefined, now: number): string {
    const about = person ? JSON.stringify(person) : '';
    const earlier = this.signed.get(about);
    if (earlier && earlier.until > now) return earlier.token;

    const claims = JSON.stringify({ issuer: this.issuer, person, until: now + TOKEN_LIFE_MS });
    const body = Buffer.from(claims).toString('base64url');
    const token = `${body}.${sign(null, Buffer.from(body), this.key).toString('base64url')}`;
    if (this.signed.size >= REMEMBERED_MAX) this.signed.clear();
    this.signed.set(about, { token, until: now + TOKEN_LIFE_MS / 2 });
    return token;
  }
}

/** Checks tokens against the public keys of everyone who may vouch. */
export class CallerVerifier {
  private readonly keys: Map<string, KeyObject>;
  private readonly verified = new Map<string, Caller & { until: number }>();

  /** @param publicKeysPem issuer → PEM */
  constructor(publicKeysPem: Record<string, string>) {
    this.keys = new Map(Object.entries(publicKeysPem).map(([issuer, pem]) => [issuer, createPublicKey(pem)]));
  }

  /** Problems: auth.required. */
  verify(token: string | undefined, now: number): Caller {
    const caller = token ? (this.verified.get(token) ?? this.check(token)) : undefined;
    if (!caller || caller.until < now) throw new Problem('auth.required');
    return caller;
  }

  private check(token: string): (Caller & { until: number }) | undefined {
    const [body, signature] = token.split('.');
    if (!body || !signature) return undefined;
    const claims = parse(body);
    const key = claims && this.keys.get(claims.issuer);
    if (!key || !verify(null, Buffer.from(body), key, Buffer.from(signature, 'base64url'))) return undefined;
    // Only the gateway has seen a person's access token.
    if (claims.person && claims.issuer !== 'gateway') return undefined;
    if (this.verified.size >= REMEMBERED_MAX) this.verified.clear();
    this.verified.set(token, claims);
    return claims;
  }
}

function parse(body: string): (Caller & { until: number }) | undefined {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString());
  } catch {
    return undefined;
  }
}
