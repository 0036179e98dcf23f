import { Controller } from '@nestjs/common';
import { SplitRules, type ProposeSplitRule } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, RuleId, type PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { proposedStep, ruleAnswer } from './rule-answer.js';
import { hashOf, type SplitRule } from './split-rule.js';
import { claimRuleId, findRule, insertApproval, insertRule, type KnownRule } from './split-rule.sql.js';
import { parseSteps } from './steps.js';

@Controller()
export class ProposeSplitRuleHandler {
  constructor(private readonly db: Db) {}

  @Rpc(SplitRules.method.propose)
  async handle(request: ProposeSplitRule, caller: Caller) {
    const authorId = personOf(caller).personId;
    const proposed = parse(request, authorId);

    const rule = await this.db.ofCompany(proposed.companyId, async (tx) => {
      const owner = await claimRuleId(tx, proposed);
      if (owner === proposed.companyId && (await insertRule(tx, proposed))) {
        await insertApproval(tx, proposed, 'company', authorId);
      }
      return findRule(tx, proposed.companyId, proposed.ruleId);
    });
    assertSame(rule, proposed);
    return ruleAnswer(rule);
  }
}

function parse(request: ProposeSplitRule, authorId: PersonId): SplitRule {
  const companyId = CompanyId.parse(request.companyId);
  const ruleId = RuleId.parseOrNew(request.ruleId);
  const steps = parseSteps(request.steps.map(proposedStep));
  return { ruleId, companyId, steps, contentHash: hashOf(companyId, steps), authorId };
}

/** A rule never changes: its id cannot come to name other steps, or another company's rule. */
function assertSame(rule: KnownRule | undefined, proposed: SplitRule): asserts rule is KnownRule {
  if (rule?.contentHash !== proposed.contentHash) throw new Problem('request.repeated_differently');
}
