import type { DescMethod } from '@bufbuild/protobuf';
import { Problem } from '#problems/problem.js';
import { accessOf, routeOf } from './contract.js';
import type { Caller, CallingPerson } from './caller.js';

// An owner may what a seller may, a seller what a packer may.
const IMPLIED: Record<string, string[]> = { owner: ['owner', 'seller', 'packer'], seller: ['seller', 'packer'] };

/** The caller as a signed-in person. Problems: auth.required. */
export function personOf(caller: Caller): CallingPerson {
  if (!caller.person) throw new Problem('auth.required');
  return caller.person;
}

/** Whether a person has one of the roles in a company; "mentor" and "college_admin" are its incubator's. */
export function hasRole(person: CallingPerson, companyId: string, roles: readonly string[]): boolean {
  return (
    person.memberships.some(
      (membership) =>
        membership.companyId === companyId &&
        membership.roles.some((role) => (IMPLIED[role] ?? [role]).some((implied) => roles.includes(implied))),
    ) ||
    person.mandates.some((mandate) => roles.includes(mandate.role) && mandate.companyIds.includes(companyId as never))
  );
}

/**
 * The part of "who may" that needs no row: the gateway asks it with the request's own fields.
 * Problems: auth.required, access.denied.
 */
export function assertMay(method: DescMethod, caller: Caller, fieldOf: (protoName: string) => unknown): void {
  const who = accessOf(method);
  if (who.case === 'public') return;
  if (who.case === 'internal') throw new Problem('access.denied');

  const person = personOf(caller);
  if (who.case === 'company') {
    if (!hasRole(person, String(fieldOf(who.value.field)).toLowerCase(), who.value.roles))
      throw new Problem('access.denied');
  } else if (who.case === 'incubator') {
    const incubatorId = String(fieldOf(who.value.field)).toLowerCase();
    const mandated = person.mandates.some(
      (mandate) => mandate.incubatorId === incubatorId && who.value.roles.includes(mandate.role),
    );
    if (!mandated) throw new Problem('access.denied');
  }
}

/** Who may knock at a service: the gateway for what is on the public door, the named services for the rest. */
export function assertMayCall(method: DescMethod, caller: Caller): void {
  const who = accessOf(method);
  const callers = who.case === 'internal' ? who.value.from : [];
  if (routeOf(method) && caller.issuer === 'gateway') return;
  if (!callers.includes(caller.issuer)) throw new Problem('access.denied');
}
