import type { Tx } from '#database/tx.js';
import type { CompanyId, PersonId, RuleId } from '#kernel/id.js';
import { STARTS_AFTER_MIN, stepsFromJson, stepsToJson, type Approval, type SplitRule } from './split-rule.js';

export interface KnownRule extends SplitRule {
  approvals: Approval[];
  /** Null while it is not approved. */
  startsAt: Date | null;
}

/** Whose rule an id names; undefined for none. */
export async function companyOfRule(tx: Tx, ruleId: RuleId): Promise<CompanyId | undefined> {
  const rows = await tx.sql<{ companyId: CompanyId }>`
    SELECT company_id AS "companyId" FROM rule_route WHERE rule_id = ${ruleId}`;
  return rows[0]?.companyId;
}

/** Takes the id for the company; afterwards it names this company's rule, or somebody else's for ever. */
export async function claimRuleId(tx: Tx, { ruleId, companyId }: SplitRule): Promise<CompanyId | undefined> {
  await tx.sql`INSERT INTO rule_route (rule_id, company_id) VALUES (${ruleId}, ${companyId}) ON CONFLICT DO NOTHING`;
  return companyOfRule(tx, ruleId);
}

/** Whether it is new. */
export async function insertRule(tx: Tx, rule: SplitRule): Promise<boolean> {
  const rows = await tx.sql`
    INSERT INTO split_rule (company_id, rule_id, steps, content_hash, author_id)
    VALUES (${rule.companyId}, ${rule.ruleId}, ${stepsToJson(rule.steps)}::jsonb, ${rule.contentHash}, ${rule.authorId})
    ON CONFLICT DO NOTHING RETURNING rule_id`;
  return rows.length === 1;
}

/** Whether it is the first for its side. */
export async function insertApproval(
  tx: Tx,
  { companyId, ruleId }: SplitRule,
  side: Approval['side'],
  personId: PersonId,
): Promise<boolean> {
  const rows = await tx.sql`
    INSERT INTO split_rule_approval (company_id, rule_id, side, person_id)
    VALUES (${companyId}, ${ruleId}, ${side}, ${personId})
    ON CONFLICT (company_id, rule_id, side) DO NOTHING RETURNING side`;
  return rows.length === 1;
}

export async function startRule(tx: Tx, { companyId, ruleId }: SplitRule, afterMin = STARTS_AFTER_MIN): Promise<Date> {
  const [started] = await tx.sql<{ startsAt: Date }>`
    INSERT INTO split_rule_start (company_id, rule_id, starts_at)
    VALUES (${companyId}, ${ruleId}, now() + make_interval(mins => ${afterMin})) RETURNING starts_at AS "startsAt"`;
  if (!started) throw new Error('no start returned');
  return started.startsAt;
}

export async function findRule(tx: Tx, companyId: CompanyId, ruleId: RuleId): Promise<KnownRule | undefined> {
  return (await findRules(tx, [ruleId])).find((rule) => rule.companyId === companyId);
}

export async function findRules(tx: Tx, ruleIds: RuleId[]): Promise<KnownRule[]> {
  const rows = await tx.sql<Omit<KnownRule, 'steps' | 'approvals'> & { steps: unknown; approvals: unknown[] }>`
    SELECT rule.rule_id AS "ruleId", rule.company_id AS "companyId", rule.steps, rule.content_hash AS "contentHash",
           rule.author_id AS "authorId", start.starts_at AS "startsAt",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('personId', person_id, 'side', side, 'approvedAt', approved_at)
                            ORDER BY approved_at, side), '[]')
            FROM split_rule_approval AS approval
            WHERE approval.company_id = rule.company_id AND approval.rule_id = rule.rule_id) AS approvals
    FROM rule_route AS route
    JOIN split_rule AS rule ON rule.company_id = route.company_id AND rule.rule_id = route.rule_id
    LEFT JOIN split_rule_start AS start ON start.company_id = rule.company_id AND start.rule_id = rule.rule_id
    WHERE route.rule_id = ANY(${ruleIds}::uuid[])`;
  return rows.map((row) => ({
    ...row,
    steps: stepsFromJson(row.steps),
    approvals: (row.approvals as (Approval & { approvedAt: string })[]).map((approval) => ({
      ...approval,
      approvedAt: new Date(approval.approvedAt),
    })),
  }));
}

/** Whether a person is paid by the company: an account or a rule names them. */
export async function isPayee(tx: Tx, companyId: CompanyId, personId: PersonId): Promise<boolean> {
  const own = `payable:%:${personId}`;
  const [row] = await tx.sql<{ payee: boolean }>`
    SELECT EXISTS (SELECT FROM balance WHERE company_id = ${companyId} AND account LIKE ${own})
        OR EXISTS (SELECT FROM split_rule, jsonb_array_elements(steps) AS step
                   WHERE company_id = ${companyId} AND step ->> 'party' LIKE ${own}) AS payee`;
  return row?.payee ?? false;
}

export async function insertCompany(tx: Tx, companyId: CompanyId, incubatorId: string): Promise<void> {
  await tx.sql`
    INSERT INTO company (company_id, incubator_id) VALUES (${companyId}, ${incubatorId}) ON CONFLICT DO NOTHING`;
}
