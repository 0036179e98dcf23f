import type { Tx } from '#database/tx.js';
import type { CompanyId, InvitationId, PersonId } from '#kernel/id.js';
import { LIFE_DAYS, type Answer, type Invitation } from './invitation.js';

export interface NewInvitation {
  companyId: CompanyId;
  invitationId: InvitationId;
  phoneIndex: Buffer;
  phoneMasked: string;
  roles: string[];
  startsOn: string | null;
  endsOn: string | null;
  invitedBy: PersonId;
}

type Kept = Invitation & { phoneIndex: Buffer };

/** Under whichever company: an id names one invitation. */
export async function findInvitation(tx: Tx, invitationId: InvitationId): Promise<Kept | undefined> {
  const [invitation] = await tx.sql<Kept>`
    SELECT i.invitation_id AS "invitationId", i.company_id AS "companyId", c.name AS "companyName",
      i.phone_index AS "phoneIndex", i.phone_masked AS "phoneMasked", i.roles, i.starts_on AS "startsOn",
      i.ends_on AS "endsOn", i.expires_at AS "expiresAt", i.answer, i.expires_at <= now() AS expired
    FROM invitation i JOIN company c USING (company_id)
    WHERE i.invitation_id = ${invitationId} ORDER BY i.invited_at LIMIT 1 FOR NO KEY UPDATE OF i`;
  return invitation;
}

export interface Recent {
  /** Open ones, and those made within a day. */
  count: number;
  /** The same phone was told within a day. */
  told: boolean;
}

/** Takes turns with other invitations of the company, so that they can be counted. */
export async function countRecent(tx: Tx, companyId: CompanyId, phoneIndex: Buffer): Promise<Recent> {
  await tx.sql`SELECT pg_advisory_xact_lock(hashtextextended('invitation ' || ${companyId}, 0))`;
  const [recent] = await tx.sql<Recent>`
    SELECT count(*)::int AS count,
      coalesce(bool_or(phone_index = ${phoneIndex} AND invited_at > now() - interval '1 day'), false) AS told
    FROM invitation
    WHERE company_id = ${companyId}
      AND (invited_at > now() - interval '1 day' OR (answer IS NULL AND expires_at > now()))`;
  return recent ?? { count: 0, told: false };
}

export async function addInvitation(tx: Tx, invitation: NewInvitation): Promise<void> {
  const { companyId, invitationId, phoneIndex, phoneMasked, roles, startsOn, endsOn, invitedBy } = invitation;
  await tx.sql`
    INSERT INTO invitation
      (company_id, invitation_id, phone_index, phone_masked, roles, starts_on, ends_on, invited_by, expires_at)
    VALUES (${companyId}, ${invitationId}, ${phoneIndex}, ${phoneMasked}, ${roles}, ${startsOn}, ${endsOn}, ${invitedBy},
      now() + ${LIFE_DAYS}::int * interval '1 day')`;
}

export async function writeAnswer(tx: Tx, { companyId, invitationId }: Invitation, answer: Answer): Promise<void> {
  await tx.sql`
    UPDATE invitation SET answer = ${answer}, answered_at = now()
    WHERE (company_id, invitation_id) = (${companyId}, ${invitationId})`;
}

/** Open ones of a company, newest first; there are never more than a company may make. */
export const openOfCompany = (tx: Tx, companyId: CompanyId) => tx.sql<Invitation>`
  SELECT i.invitation_id AS "invitationId", i.company_id AS "companyId", c.name AS "companyName",
    i.phone_masked AS "phoneMasked", i.roles, i.starts_on AS "startsOn", i.ends_on AS "endsOn",
    i.expires_at AS "expiresAt", i.answer, false AS expired
  FROM invitation i JOIN company c USING (company_id)
  WHERE i.company_id = ${companyId} AND i.answer IS NULL AND i.expires_at > now()
  ORDER BY i.invited_at DESC, i.invitation_id LIMIT 100`;

export const openForPhone = (tx: Tx, phoneIndex: Buffer) => tx.sql<Invitation>`
  SELECT i.invitation_id AS "invitationId", i.company_id AS "companyId", c.name AS "companyName",
    i.phone_masked AS "phoneMasked", i.roles, i.starts_on AS "startsOn", i.ends_on AS "endsOn",
    i.expires_at AS "expiresAt", i.answer, false AS expired
  FROM invitation i JOIN company c USING (company_id)
  WHERE i.phone_index = ${phoneIndex} AND i.answer IS NULL AND i.expires_at > now()
  ORDER BY i.invited_at DESC, i.invitation_id LIMIT 100`;

export interface Invited {
  phoneIndex: Buffer;
  proved: boolean;
  today: string;
}

/** Whose phone it is, and which day it is in Asia/Shanghai. */
export async function findInvited(tx: Tx, personId: PersonId): Promise<Invited | undefined> {
  const [invited] = await tx.sql<Invited>`
    SELECT phone_index AS "phoneIndex", phone_proved_at IS NOT NULL AS proved,
      (now() AT TIME ZONE 'Asia/Shanghai')::date AS today
    FROM person WHERE person_id = ${personId}`;
  return invited;
}
