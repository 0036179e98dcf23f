import { Injectable } from '@nestjs/common';
import {
  Standings as StandingsService,
  type Standing as StandingAnswer,
} from '#contracts/tianjian/identity/v1/identity_pb.js';
import { callContext } from '#messaging/call-context.js';
import type { CallingPerson } from '#messaging/caller.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';

/** What a person may, as identity saw it at one moment. */
export interface Standing {
  person: CallingPerson;
  /** Epoch ms. */
  asOf: number;
}

// A removed membership must end everywhere within 60 s: asked again after 30 s, and while identity is silent
// believed for 20 s more, which leaves time for the request itself.
const FRESH_MS = 30_000;
const BELIEVED_MS = 50_000;
// Before somebody is told no, the answer must be younger than this: a new member need not sign in again.
const CERTAIN_MS = 2_000;
const ASK_MS = 2_000;
const REMEMBERED_MAX = 20_000;

/** Keeps what people may up to date. */
@Injectable()
export class Standings {
  private readonly known = new Map<string, Standing>();
  private readonly asked = new Map<string, Promise<Standing>>();

  constructor(private readonly rpc: RpcClient) {}

  /** Problems: unavailable, where it is too old to be believed and identity is silent. */
  async current(told: Standing, now: number): Promise<Standing> {
    const standing = this.newest(told);
    // Who has nothing can lose nothing: buyers go on without identity.
    if (hasNothing(standing.person) || now - standing.asOf <= FRESH_MS) return standing;
    return this.ask(standing.person.personId, now).catch((error: unknown) => {
      if (Problem.from(error).code === 'unavailable' && now - standing.asOf <= BELIEVED_MS) return standing;
      throw error;
    });
  }

  /** As of now, for who is about to be refused. Problems: unavailable. */
  async certain(told: Standing, now: number): Promise<Standing> {
    const standing = this.newest(told);
    return now - standing.asOf <= CERTAIN_MS ? standing : this.ask(standing.person.personId, now);
  }

  private newest(told: Standing): Standing {
    const known = this.known.get(told.person.personId);
    return known && known.asOf > told.asOf ? known : told;
  }

  /** One question at a time for each person; whoever comes meanwhile waits for its answer. */
  private ask(personId: string, now: number): Promise<Standing> {
    const earlier = this.asked.get(personId);
    if (earlier) return earlier;
    const answer = this.fetch(personId, now).finally(() => this.asked.delete(personId));
    this.asked.set(personId, answer);
    return answer;
  }

  private async fetch(personId: string, now: number): Promise<Standing> {
    const context = { requestId: '', ...callContext.current(), deadline: now + ASK_MS };
    const answer = await callContext
      .run(context, () => this.rpc.to(StandingsService).get({ personId }))
      .catch(asRefusal);
    const standing = { person: personFrom(personId, answer), asOf: now };
    if (this.known.size >= REMEMBERED_MAX) this.known.clear();
    this.known.set(personId, standing);
    return standing;
  }
}

const hasNothing = ({ memberships, mandates }: CallingPerson) => memberships.length === 0 && mandates.length === 0;

/** A person who is no more has no valid token either. */
function asRefusal(error: unknown): never {
  const problem = Problem.from(error);
  throw problem.code === 'not_found' ? new Problem('auth.required') : problem;
}

const personFrom = (personId: string, { memberships, mandates }: StandingAnswer) =>
  ({
    personId,
    memberships: memberships.map(({ companyId, roles }) => ({ companyId, roles })),
    mandates: mandates.map(({ incubatorId, role, companyIds }) => ({ incubatorId, role, companyIds })),
  }) as CallingPerson;
