import type { CallingPerson } from '#messaging/caller.js';
import type { PersonId } from '#kernel/id.js';

/** What a person may, as of the day it was read. */
export interface Standing extends Pick<CallingPerson, 'memberships' | 'mandates'> {
  person: { personId: PersonId; name: string };
  /** Mandates sleep until there is a second factor. */
  secondFactorMissing?: boolean;
}
