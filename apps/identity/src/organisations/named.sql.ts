import type { Tx } from '#database/tx.js';
import type { CollegeId, CompanyId, IncubatorId, PersonId } from '#kernel/id.js';
import { invalid } from '#problems/problem.js';

// What a request names must exist; none of these rows is ever deleted.

export async function assertCollege(tx: Tx, collegeId: CollegeId): Promise<void> {
  const found = await tx.sql`SELECT FROM college WHERE college_id = ${collegeId}`;
  if (found.length === 0) throw invalid('collegeId', 'no such college');
}

export async function assertIncubator(tx: Tx, incubatorId: IncubatorId): Promise<void> {
  const found = await tx.sql`SELECT FROM incubator WHERE incubator_id = ${incubatorId}`;
  if (found.length === 0) throw invalid('incubatorId', 'no such incubator');
}

export async function assertCompany(tx: Tx, companyId: CompanyId): Promise<void> {
  const found = await tx.sql`SELECT FROM company WHERE company_id = ${companyId}`;
  if (found.length === 0) throw invalid('companyId', 'no such company');
}

export async function assertPerson(tx: Tx, personId: PersonId): Promise<void> {
  const found = await tx.sql`SELECT FROM person WHERE person_id = ${personId}`;
  if (found.length === 0) throw invalid('personId', 'no such person');
}
