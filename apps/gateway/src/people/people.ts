import type { DescMethod } from '@bufbuild/protobuf';
import { Injectable } from '@nestjs/common';
import { assertMay } from '#messaging/access.js';
import type { Caller, CallingPerson } from '#messaging/caller.js';
import { accessOf } from '#messaging/contract.js';
import { Problem } from '#problems/problem.js';
import { AccessTokens, type SignedIn } from './access-tokens.js';
import { Standings } from './standings.js';

const BEARER = /^Bearer +([\w.-]+)$/i;

/** Finds out who knocks, and whether their role lets them in. */
@Injectable()
export class People {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly standings: Standings,
  ) {}

  /** Whose token it is; nobody's, if there is none. Problems: auth.required. */
  async whoIs(authorization: string | undefined, method: DescMethod, now: number): Promise<SignedIn | undefined> {
    // What is open to everyone is open to who carries an old token, too: that is how a new one is fetched.
    if (accessOf(method).case === 'public') return this.bearer(authorization, now);
    return this.signedIn(authorization, now);
  }

  /** Problems: auth.required. */
  async signedIn(authorization: string | undefined, now: number): Promise<SignedIn> {
    const signedIn = await this.bearer(authorization, now);
    if (!signedIn) throw new Problem('auth.required');
    return signedIn;
  }

  private async bearer(authorization: string | undefined, now: number): Promise<SignedIn | undefined> {
    const token = BEARER.exec(authorization ?? '')?.[1];
    return token ? this.tokens.read(token, now) : undefined;
  }

  /**
   * The person as the services are to see them, if the role allows the method on the fields it names.
   * Problems: access.denied, unavailable.
   */
  async admit(
    signedIn: SignedIn | undefined,
    method: DescMethod,
    fieldOf: (name: string) => unknown,
    now: number,
  ): Promise<CallingPerson | undefined> {
    if (!signedIn) return undefined;
    // Nothing public depends on a role, so nobody's role has to be looked up for it.
    if (accessOf(method).case === 'public')
      return { personId: signedIn.person.personId, memberships: [], mandates: [] };

    const { person } = await this.standings.current(signedIn, now);
    if (may(method, person, fieldOf)) return person;
    const { person: asOfNow } = await this.standings.certain(signedIn, now);
    assertMay(method, callerOf(asOfNow), fieldOf);
    return asOfNow;
  }
}

const callerOf = (person: CallingPerson): Caller => ({ issuer: 'gateway', person });

function may(method: DescMethod, person: CallingPerson, fieldOf: (name: string) => unknown): boolean {
  try {
    assertMay(method, callerOf(person), fieldOf);
    return true;
  } catch (error) {
    if (Problem.from(error).code === 'access.denied') return false;
    throw error;
  }
}
