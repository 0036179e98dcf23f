import type { Tx } from '#database/tx.js';
import type { CompanyId, MembershipId, PersonId } from '#kernel/id.js';
import type { Membership } from './membership.js';

export interface MemberRow extends Membership {
  name: string;
  /** The day it is in Asia/Shanghai. */
  today: string;
}

/** Who belongs to a company is changed by one at a time; then: which day it is there. Undefined: no such company. */
export async function lockMembers(tx: Tx, companyId: CompanyId): Promise<string | undefined> {
  const [company] = await tx.sql<{ today: string }>`
    SELECT (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AS today
    FROM company WHERE company_id = ${companyId} FOR NO KEY UPDATE`;
  return company?.today;
}

export async function findMember(tx: Tx, companyId: CompanyId, membershipId: MembershipId) {
  const [member] = await tx.sql<MemberRow>`
    SELECT m.membership_id AS "membershipId", m.person_id AS "personId", p.name, m.roles, m.starts_on AS "startsOn",
      m.ends_on AS "endsOn", m.ended_at AS "endedAt", m.changed_into AS "changedInto",
      (now() AT TIME ZONE 'Asia/Shanghai')::date AS today
    FROM membership m JOIN person p USING (person_id)
    WHERE (m.company_id, m.membership_id) = (${companyId}, ${membershipId})`;
  return member;
}

/** One page of everybody's, newest first. */
export const pageOfMembers = (tx: Tx, companyId: CompanyId, after: string | null, limit: number) => tx.sql<MemberRow>`
  SELECT m.membership_id AS "membershipId", m.person_id AS "personId", p.name, m.roles, m.starts_on AS "startsOn",
    m.ends_on AS "endsOn", m.ended_at AS "endedAt", m.changed_into AS "changedInto",
    (now() AT TIME ZONE 'Asia/Shanghai')::date AS today
  FROM membership m JOIN person p USING (person_id)
  WHERE m.company_id = ${companyId}
    AND (${after}::uuid IS NULL OR (m.starts_on, m.membership_id) < (
      SELECT starts_on, membership_id FROM membership WHERE (company_id, membership_id) = (${companyId}, ${after}::uuid)))
  ORDER BY m.starts_on DESC, m.membership_id DESC LIMIT ${limit}`;

/** Those that make somebody an owner: few, whatever else a company has. */
export const ownersOf = (tx: Tx, companyId: CompanyId) => tx.sql<Membership>`
  SELECT membership_id AS "membershipId", person_id AS "personId", roles, starts_on AS "startsOn", ends_on AS "endsOn",
    ended_at AS "endedAt", changed_into AS "changedInto"
  FROM membership WHERE company_id = ${companyId} AND 'owner' = ANY(roles)`;

export async function endOn(tx: Tx, companyId: CompanyId, membershipId: MembershipId, day: string, by: PersonId) {
  await tx.sql`
    UPDATE membership SET ends_on = ${day}, ended_by = ${by}
    WHERE (company_id, membership_id) = (${companyId}, ${membershipId})`;
}

export async function endNow(
  tx: Tx,
  companyId: CompanyId,
  membershipId: MembershipId,
  { by, changedInto = null }: { by: PersonId; changedInto?: MembershipId | null },
): Promise<void> {
  await tx.sql`
    UPDATE membership SET ended_at = now(), ended_by = ${by}, changed_into = ${changedInto}
    WHERE (company_id, membership_id) = (${companyId}, ${membershipId})`;
}

export type NewMembership = Pick<Membership, 'membershipId' | 'personId' | 'roles' | 'startsOn' | 'endsOn'> & {
  companyId: CompanyId;
};

/** False if the id is another membership's. */
export async function addMembership(tx: Tx, membership: NewMembership): Promise<boolean> {
  const { membershipId, personId, companyId, roles, startsOn, endsOn } = membership;
  const added = await tx.sql`
    INSERT INTO membership (membership_id, person_id, company_id, roles, starts_on, ends_on)
    VALUES (${membershipId}, ${personId}, ${companyId}, ${roles}, ${startsOn}, ${endsOn})
    ON CONFLICT DO NOTHING RETURNING membership_id`;
  return added.length === 1;
}
