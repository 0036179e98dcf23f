import type { Tx } from '#database/tx.js';
import type { CompanyId, PersonId } from '#kernel/id.js';
import type { Standing } from './standing.js';

/**
 * As of today in Asia/Shanghai, by the database's clock; first and last day count, unless an owner ended it at once.
 * @param mandatesNeedFactor whether mandates sleep until their holder has a second factor
 */
export async function findStanding(
  tx: Tx,
  personId: PersonId,
  mandatesNeedFactor: boolean,
): Promise<Standing | undefined> {
  const [standing] = await tx.sql<Standing>`
    WITH today AS (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day),
    membership_now AS (
      SELECT company_id, jsonb_agg(DISTINCT role ORDER BY role) AS roles
      FROM today, membership, unnest(roles) AS role
      WHERE person_id = ${personId} AND starts_on <= day AND (ends_on IS NULL OR ends_on >= day) AND ended_at IS NULL
      GROUP BY company_id),
    asleep AS (
      SELECT ${mandatesNeedFactor}::boolean AND NOT EXISTS (
        SELECT FROM second_factor WHERE person_id = ${personId} AND confirmed_at IS NOT NULL) AS asleep),
    mandate_now AS (
      SELECT DISTINCT incubator_id, role
      FROM today, mandate
      WHERE person_id = ${personId} AND starts_on <= day AND (ends_on IS NULL OR ends_on >= day)),
    mandate_with_companies AS (
      SELECT incubator_id, role,
             (SELECT coalesce(jsonb_agg(company_id ORDER BY company_id), '[]') FROM company
              WHERE company.incubator_id = mandate_now.incubator_id) AS company_ids
      FROM mandate_now, asleep WHERE NOT asleep)
    SELECT jsonb_build_object('personId', person_id, 'name', name) AS person,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('companyId', company_id, 'roles', roles) ORDER BY company_id), '[]')
       FROM membership_now) AS memberships,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('incubatorId', incubator_id, 'role', role, 'companyIds', company_ids)
                                 ORDER BY incubator_id, role), '[]')
       FROM mandate_with_companies) AS mandates,
      (SELECT asleep FROM asleep) AND EXISTS (SELECT FROM mandate_now) AS "secondFactorMissing"
    FROM person WHERE person_id = ${personId}`;
  return standing;
}

/** Whatever its dates, also one that has yet to begin: an approval must not come before it by a day. */
export async function wasEverMember(tx: Tx, personId: PersonId, companyId: CompanyId): Promise<boolean> {
  const [row] = await tx.sql<{ ever: boolean }>`
    SELECT EXISTS (SELECT FROM membership WHERE person_id = ${personId} AND company_id = ${companyId}) AS ever`;
  return row?.ever ?? false;
}
