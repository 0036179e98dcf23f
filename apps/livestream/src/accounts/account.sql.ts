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

export interface Listed extends Account {
  operatorPersonIds: PersonId[];
  createdMicros: string;
}

/** In the order they were made, after a place in it. */
export function listAccounts(
  tx: Tx,
  companyId: CompanyId,
  after: { createdMicros: string; accountId: string } | undefined,
  rows: number,
): Promise<Listed[]> {
  return tx.sql<Listed>`
    SELECT a.company_id AS "companyId", a.account_id AS "accountId", a.platform, a.name,
           ARRAY(SELECT person_id FROM account_operator o
                 WHERE o.company_id = a.company_id AND o.account_id = a.account_id
                 ORDER BY person_id) AS "operatorPersonIds",
           (extract(epoch FROM a.created_at) * 1000000)::bigint::text AS "createdMicros"
    FROM account a
    WHERE a.company_id = ${companyId} AND (a.created_at, a.account_id) > (
      timestamptz 'epoch' + ${after?.createdMicros ?? '-1'}::bigint * interval '1 microsecond',
      ${after?.accountId ?? '00000000-0000-0000-0000-000000000000'}::uuid)
    ORDER BY a.created_at, a.account_id
    LIMIT ${rows}`;
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
