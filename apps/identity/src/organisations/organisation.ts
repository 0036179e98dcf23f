import { parseDay, parseText } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';

export const COMPANY_ROLES = ['owner', 'seller', 'packer', 'host', 'moderator'] as const;
export const MANDATE_ROLES = ['mentor', 'college_admin'] as const;

const NAME_MAX = 80;

export const parseOrganisationName = (name: string) => parseText(name, 'name', { max: NAME_MAX });

/** Each once, in one order. */
export function parseCompanyRoles(roles: string[]): string[] {
  const known = COMPANY_ROLES.filter((role) => roles.includes(role));
  const allKnown = roles.every((role) => COMPANY_ROLES.includes(role as never));
  if (!allKnown || known.length === 0) throw invalid('roles', `some of ${COMPANY_ROLES.join(', ')}`);
  return known;
}

export function parseMandateRole(role: string): string {
  if (!MANDATE_ROLES.includes(role as never)) throw invalid('role', `one of ${MANDATE_ROLES.join(', ')}`);
  return role;
}

export interface Term {
  startsOn: string;
  /** The last day; null: open. */
  endsOn: string | null;
}

export function parseTerm(request: { startsOn: string; endsOn: string }): Term {
  const startsOn = parseDay(request.startsOn, 'startsOn');
  const endsOn = request.endsOn === '' ? null : parseDay(request.endsOn, 'endsOn');
  if (endsOn !== null && endsOn < startsOn) throw invalid('endsOn', 'not before startsOn');
  return { startsOn, endsOn };
}
