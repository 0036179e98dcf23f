import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import {
  SplitRuleApprovedSchema,
  SplitRules,
  type ApproveSplitRule,
} from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { Standings } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { RuleId, type CompanyId } from '#kernel/id.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller, CallingPerson } from '#messaging/caller.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { ruleAnswer } from './rule-answer.js';
import { companyOfRule, findRule, insertApproval, isPayee, startRule, type KnownRule } from './split-rule.sql.js';

const MAY_KNOW = ['owner', 'seller', 'packer', 'host', 'mentor', 'college_admin'];

@Controller()
export class ApproveSplitRuleHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  @Rpc(SplitRules.method.approve)
  async handle(request: ApproveSplitRule, caller: Caller) {
    const ruleId = RuleId.parse(request.ruleId);
    const mentor = personOf(caller);
    const companyId = await this.companyOf(ruleId, mentor);
    await this.assertOutsider(mentor, companyId);

    const rule = await this.db.ofCompany(companyId, async (tx) => {
      const found = await findRule(tx, companyId, ruleId);
      if (!found) throw new Problem('not_found');
      if (found.startsAt) return found;
      if (found.authorId === mentor.personId || (await isPayee(tx, companyId, mentor.personId))) {
        throw new Problem('access.denied');
      }
      if (await insertApproval(tx, found, 'mentor', mentor.personId)) {
        const startsAt = timestampFromDate(await startRule(tx, found));
        await tx.publish(SplitRuleApprovedSchema, { ruleId, companyId, startsAt });
      }
      return (await findRule(tx, companyId, ruleId)) as KnownRule;
    });
    return ruleAnswer(rule);
  }

  /** Of which company the rule is, if the person may know of it. */
  private async companyOf(ruleId: RuleId, person: CallingPerson): Promise<CompanyId> {
    const companyId = await this.db.single((tx) => companyOfRule(tx, ruleId));
    if (!companyId || !hasRole(person, companyId, MAY_KNOW)) throw new Problem('not_found');
    return companyId;
  }

  /** Who approves for the incubator must be its mentor and must never have been one of the company's own. */
  private async assertOutsider(person: CallingPerson, companyId: CompanyId): Promise<void> {
    if (!hasRole(person, companyId, ['mentor'])) throw new Problem('access.denied');
    if (person.memberships.some((membership) => membership.companyId === companyId)) throw new Problem('access.denied');
    const asked = { personId: person.personId, companyId };
    const { everMember } = await this.rpc.to(Standings).everMember(asked);
    if (everMember) throw new Problem('access.denied');
  }
}
