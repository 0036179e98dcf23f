import { contentHash } from '#kernel/hash.js';
import { Fen } from '#kernel/fen.js';
import type { CompanyId, PersonId, RuleId } from '#kernel/id.js';
import type { Step } from '../split/split.js';

/** A rule can be named by orders this long after the mentor's approval, so that nobody is surprised in a live session. */
export const STARTS_AFTER_MIN = 10;

export interface SplitRule {
  ruleId: RuleId;
  companyId: CompanyId;
  steps: Step[];
  contentHash: string;
  /** Null for the incubator's default rule. */
  authorId: PersonId | null;
}

export interface Approval {
  personId: PersonId;
  side: 'company' | 'mentor';
  approvedAt: Date;
}

/** What a rule says, apart from its name: the same for the same content, for ever. */
export const hashOf = (companyId: CompanyId, steps: readonly Step[]) => contentHash({ companyId, steps });

/** Steps as JSON can carry them: fen as decimal strings. */
export const stepsToJson = (steps: readonly Step[]) =>
  JSON.stringify(steps, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

/** Steps as they were stored; they were parsed before. */
export const stepsFromJson = (steps: unknown): Step[] =>
  (steps as Record<string, unknown>[]).map(
    (step) =>
      Object.fromEntries(
        Object.entries(step).map(([field, value]) => [field, field.endsWith('Fen') ? Fen.of(String(value)) : value]),
      ) as unknown as Step,
  );
