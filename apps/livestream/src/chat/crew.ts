import { hasRole } from '#messaging/access.js';
import type { CallingPerson } from '#messaging/caller.js';
import type { Place } from './chat.sql.js';

type Where = Pick<Place, 'companyId' | 'operates'>;

/** Whether a person runs this session: sellers of the company, and hosts of it on the accounts they operate. */
export const runs = (person: CallingPerson, { companyId, operates }: Where) =>
  hasRole(person, companyId, ['seller']) || (operates && hasRole(person, companyId, ['host']));

/** Whether a person runs this session or, as a moderator of the company, keeps order in it. */
export const isCrew = (person: CallingPerson, where: Where) =>
  runs(person, where) || hasRole(person, where.companyId, ['moderator']);
