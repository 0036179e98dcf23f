import type { Tx } from '#database/tx.js';
import type { InvitationId, PersonId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import type { Invitation } from './invitation.js';
import { findInvitation, findInvited } from './invitations.sql.js';

/** The caller's own invitation, locked. Problems: not_found, phone.unproved. */
export async function invitationOf(
  tx: Tx,
  personId: PersonId,
  invitationId: InvitationId,
): Promise<{ invitation: Invitation; today: string }> {
  const invited = await findInvited(tx, personId);
  const invitation = await findInvitation(tx, invitationId);
  if (!invited || !invitation?.phoneIndex.equals(invited.phoneIndex)) throw new Problem('not_found');
  // Anybody may type a number at sign-up; a role goes to who holds the phone.
  if (!invited.proved) throw new Problem('phone.unproved');
  return { invitation, today: invited.today };
}
