import type { Tx } from '#database/tx.js';
import type { AccountId, CompanyId } from '#kernel/id.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Problem } from '#problems/problem.js';
import { findOperators } from '../accounts/account.sql.js';

/** Sellers run sessions on every account of their company, hosts on those they operate. Problems: access.denied. */
export async function assertMayRun(tx: Tx, caller: Caller, companyId: CompanyId, accountId: AccountId): Promise<void> {
  const person = personOf(caller);
  if (hasRole(person, companyId, ['seller'])) return;
  const operators = await findOperators(tx, companyId, accountId);
  if (!operators.includes(person.personId)) throw new Problem('access.denied');
}

/** The same, and the company's moderators, for its chat alone. Problems: access.denied. */
export async function assertMayModerate(
  tx: Tx,
  caller: Caller,
  companyId: CompanyId,
  accountId: AccountId,
): Promise<void> {
  if (hasRole(personOf(caller), companyId, ['moderator'])) return;
  await assertMayRun(tx, caller, companyId, accountId);
}
