import { hasRole } from '#messaging/access.js';
import type { CallingPerson } from '#messaging/caller.js';
import type { Place } from './chat.sql.js';

/**
 * Whether a person runs this session or keeps order in it: sellers and moderators of the company, and hosts of it on
 * the accounts they operate.
 */
export const isCrew = (person: CallingPerson, { companyId, operates }: Pick<Place, 'companyId' | 'operates'>) =>
  hasRole(person, companyId, ['seller', 'moderator']) || (operates && hasRole(person, companyId, ['host']));
