import type { Tx } from '#database/tx.js';
import type { AccountId, CompanyId, PersonId } from '#kernel/id.js';
import type { Account } from './account.js';

export async function saveAccount(tx: Tx, { companyId, accountId, platform, name }: Account): Promise<void> {
  await tx.sql`
    INSERT INTO account (company_id, account_id, platform, name)
    VALUES (${companyId}, ${accountId}, ${platform}, ${name})
    ON CONFLICT (company_id, account_id) DO UPDATE SET platform = EXCLUDED.platform, name = EXCLUDED.name`;
}

/** Locks the account: who goes on air on it, and who may, is decided one after the other. */
export async function lockAccount(tx: Tx, companyId: CompanyId, accountId: AccountId): Promise<Account | undefined> {
  const [account] = await tx.sql<Account>`
    SELECT company_id AS "companyId", account_id AS "accountId", platform, name
    FROM account WHERE company_id = ${companyId} AND account_id = ${accountId} FOR UPDATE`;
  return account;
}

export async function hasAccount(tx: Tx, companyId: CompanyId, accountId: AccountId): Promise<boolean> {
  const found = await tx.sql`SELECT FROM account WHERE company_id = ${companyId} AND account_id = ${accountId}`;
  return found.length > 0;
}

export async function findOperators(tx: Tx, companyId: CompanyId, accountId: AccountId): Promise<PersonId[]> {
  const rows = await tx.sql<{ personId: PersonId }>`
    SELECT person_id AS "personId" FROM account_operator
    WHERE company_id = ${companyId} AND account_id = ${accountId} ORDER BY person_id`;
  return rows.map((row) => row.personId);
}

/** Whoever stays keeps the day since which they are named. */
export async function replaceOperators(tx: Tx, companyId: CompanyId, accountId: AccountId, personIds: PersonId[]) {
  await tx.sql`
    DELETE FROM account_operator
    WHERE company_id = ${companyId} AND account_id = ${accountId} AND person_id <> ALL (${personIds}::uuid[])`;
  await tx.sql`
    INSERT INTO account_operator (company_id, account_id, person_id)
    SELECT ${companyId}, ${accountId}, unnest(${personIds}::uuid[])
    ON CONFLICT DO NOTHING`;
}
