import type { Tx } from '#database/tx.js';
import type { CompanyId, IncubatorId, PersonId, VerificationId } from '#kernel/id.js';
import type { Verification } from './verification.js';

const SELLERS_MAX = 500;

/** The incubator of a company, if the person belongs to the company today; and which day that is. */
export async function findMembersIncubator(tx: Tx, companyId: CompanyId, personId: PersonId) {
  const [found] = await tx.sql<{ incubatorId: IncubatorId; today: string }>`
    SELECT c.incubator_id AS "incubatorId", day AS today
    FROM company c, (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) AS t
    WHERE c.company_id = ${companyId} AND EXISTS (
      SELECT FROM membership m
      WHERE m.company_id = c.company_id AND m.person_id = ${personId}
        AND starts_on <= day AND (ends_on IS NULL OR ends_on >= day) AND ended_at IS NULL)`;
  return found;
}

/** What stands under the id: this, which is then new, or what came first. */
export async function addVerification(tx: Tx, one: Verification) {
  const { verificationId, personId, incubatorId, verifiedOn, validUntil, confirmedBy } = one;
  const added = await tx.sql`
    INSERT INTO verification (verification_id, person_id, incubator_id, verified_on, valid_until, confirmed_by)
    VALUES (${verificationId}, ${personId}, ${incubatorId}, ${verifiedOn}, ${validUntil}, ${confirmedBy})
    ON CONFLICT DO NOTHING RETURNING verification_id`;
  const [standing] = await tx.sql<Verification>`
    SELECT verification_id AS "verificationId", person_id AS "personId", incubator_id AS "incubatorId",
           verified_on AS "verifiedOn", valid_until AS "validUntil", confirmed_by AS "confirmedBy"
    FROM verification WHERE verification_id = ${verificationId}`;
  return { standing, isNew: added.length === 1 };
}

export interface VerifiedPerson {
  personId: PersonId;
  name: string;
  verifiedOn: string | null;
  validUntil: string | null;
  today: string;
}

/** The latest verification by the company's incubator; undefined of who is not known. */
export async function findVerified(tx: Tx, companyId: CompanyId, personId: PersonId) {
  const [found] = await tx.sql<VerifiedPerson>`
    SELECT p.person_id AS "personId", p.name, v.verified_on AS "verifiedOn", v.valid_until AS "validUntil",
           (now() AT TIME ZONE 'Asia/Shanghai')::date AS today
    FROM person p
    LEFT JOIN company c ON c.company_id = ${companyId}
    LEFT JOIN LATERAL (
      SELECT * FROM verification v WHERE v.person_id = p.person_id AND v.incubator_id = c.incubator_id
      ORDER BY valid_until DESC LIMIT 1) AS v ON true
    WHERE p.person_id = ${personId}`;
  return found;
}

/** The same of everybody who may stream for a company today. */
export const listVerified = (tx: Tx, companyId: CompanyId) => tx.sql<VerifiedPerson>`
  WITH today AS (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day)
  SELECT p.person_id AS "personId", p.name, v.verified_on AS "verifiedOn", v.valid_until AS "validUntil", day AS today
  FROM today, company c
  JOIN person p ON p.person_id IN (
    SELECT person_id FROM membership m, today
    WHERE m.company_id = ${companyId} AND roles && ARRAY['owner', 'seller', 'host']
      AND starts_on <= day AND (ends_on IS NULL OR ends_on >= day) AND ended_at IS NULL)
  LEFT JOIN LATERAL (
    SELECT * FROM verification v WHERE v.person_id = p.person_id AND v.incubator_id = c.incubator_id
    ORDER BY valid_until DESC LIMIT 1) AS v ON true
  WHERE c.company_id = ${companyId}
  ORDER BY v.valid_until NULLS FIRST, p.person_id LIMIT ${SELLERS_MAX}`;

export interface Ending {
  verificationId: VerificationId;
  personId: PersonId;
  validUntil: string;
}

/**
 * Takes some that are about to end and that nobody was told of. Of each person's only the last one: who was confirmed
 * anew needs no warning.
 */
export const takeEnding = (tx: Tx, daysAhead: number, max: number) => tx.sql<Ending>`
  UPDATE verification SET warned_at = now()
  WHERE verification_id IN (
    SELECT verification_id
    FROM verification v, (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day) AS t
    WHERE warned_at IS NULL AND valid_until BETWEEN day AND day + ${daysAhead}::int - 1
      AND NOT EXISTS (SELECT FROM verification later
                      WHERE later.person_id = v.person_id AND later.incubator_id = v.incubator_id
                        AND later.valid_until > v.valid_until)
    LIMIT ${max} FOR UPDATE OF v SKIP LOCKED)
  RETURNING verification_id AS "verificationId", person_id AS "personId", valid_until AS "validUntil"`;
