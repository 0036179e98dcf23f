import type { Tx } from '#database/tx.js';
import type { CollegeId, CompanyId, IncubatorId, MandateId, MembershipId, PersonId } from '#kernel/id.js';
import type { Term } from './organisation.js';

export async function saveCollege(tx: Tx, collegeId: CollegeId, name: string): Promise<void> {
  await tx.sql`
    INSERT INTO college (college_id, name) VALUES (${collegeId}, ${name})
    ON CONFLICT (college_id) DO UPDATE SET name = EXCLUDED.name`;
}

/** False if the incubator belongs to another college. */
export async function saveIncubator(tx: Tx, incubatorId: IncubatorId, collegeId: CollegeId, name: string) {
  const saved = await tx.sql`
    INSERT INTO incubator (incubator_id, college_id, name) VALUES (${incubatorId}, ${collegeId}, ${name})
    ON CONFLICT (incubator_id) DO UPDATE SET name = EXCLUDED.name WHERE incubator.college_id = EXCLUDED.college_id
    RETURNING incubator_id`;
  return saved.length === 1;
}

export interface Company {
  companyId: CompanyId;
  incubatorId: IncubatorId;
  name: string;
}

/** The company of that id as it was founded earlier; undefined if it has just been founded. */
export async function foundCompany(tx: Tx, { companyId, incubatorId, name }: Company): Promise<Company | undefined> {
  const founded = await tx.sql`
    INSERT INTO company (company_id, incubator_id, name) VALUES (${companyId}, ${incubatorId}, ${name})
    ON CONFLICT DO NOTHING RETURNING company_id`;
  if (founded.length === 1) return undefined;
  const [earlier] = await tx.sql<Company>`
    SELECT company_id AS "companyId", incubator_id AS "incubatorId", name FROM company WHERE company_id = ${companyId}`;
  return earlier;
}

export interface Shop {
  companyId: CompanyId;
  name: string;
  incubatorName: string;
  collegeName: string;
}

export async function readShop(tx: Tx, companyId: CompanyId): Promise<Shop | undefined> {
  const [shop] = await tx.sql<Shop>`
    SELECT company_id AS "companyId", company.name, incubator.name AS "incubatorName", college.name AS "collegeName"
    FROM company JOIN incubator USING (incubator_id) JOIN college USING (college_id)
    WHERE company_id = ${companyId}`;
  return shop;
}

export interface Membership extends Term {
  membershipId: MembershipId;
  personId: PersonId;
  companyId: CompanyId;
  roles: string[];
}

/** Only the end may change later: what somebody was must stay readable. False if anything else differs. */
export async function saveMembership(
  tx: Tx,
  { membershipId, personId, companyId, roles, startsOn, endsOn }: Membership,
) {
  const saved = await tx.sql`
    INSERT INTO membership AS m (membership_id, person_id, company_id, roles, starts_on, ends_on)
    VALUES (${membershipId}, ${personId}, ${companyId}, ${roles}, ${startsOn}, ${endsOn})
    ON CONFLICT (membership_id) DO UPDATE SET ends_on = EXCLUDED.ends_on
      WHERE (m.person_id, m.company_id, m.roles, m.starts_on)
          = (EXCLUDED.person_id, EXCLUDED.company_id, EXCLUDED.roles, EXCLUDED.starts_on)
    RETURNING membership_id`;
  return saved.length === 1;
}

export interface Mandate extends Term {
  mandateId: MandateId;
  personId: PersonId;
  incubatorId: IncubatorId;
  role: string;
}

/** As for memberships. */
export async function saveMandate(tx: Tx, { mandateId, personId, incubatorId, role, startsOn, endsOn }: Mandate) {
  const saved = await tx.sql`
    INSERT INTO mandate AS m (mandate_id, person_id, incubator_id, role, starts_on, ends_on)
    VALUES (${mandateId}, ${personId}, ${incubatorId}, ${role}, ${startsOn}, ${endsOn})
    ON CONFLICT (mandate_id) DO UPDATE SET ends_on = EXCLUDED.ends_on
      WHERE (m.person_id, m.incubator_id, m.role, m.starts_on)
          = (EXCLUDED.person_id, EXCLUDED.incubator_id, EXCLUDED.role, EXCLUDED.starts_on)
    RETURNING mandate_id`;
  return saved.length === 1;
}
