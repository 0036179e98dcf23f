import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { SplitRuleApprovedSchema } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { CompanyFoundedSchema, type CompanyFounded } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, IncubatorId } from '#kernel/id.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { DEFAULT_STEPS, defaultRuleId } from './default-rule.js';
import { hashOf, type SplitRule } from './split-rule.js';
import { claimRuleId, insertCompany, insertRule, startRule } from './split-rule.sql.js';

/** Every company can sell from birth: it has its incubator's default rule, which nobody has to approve. */
@Controller()
export class OnCompanyFounded {
  constructor(private readonly db: Db) {}

  @OnEvent(CompanyFoundedSchema, 'attribution-give-default-rule')
  async handle(events: Arrived<CompanyFounded>[]): Promise<void> {
    await this.db.apply('attribution-give-default-rule', events, async (tx, fresh) => {
      for (const { message } of fresh) await giveDefaultRule(tx, message);
    });
  }
}

async function giveDefaultRule(tx: Tx, event: CompanyFounded): Promise<void> {
  const companyId = CompanyId.parse(event.companyId);
  await insertCompany(tx, companyId, IncubatorId.parse(event.incubatorId));
  const steps = [...DEFAULT_STEPS];
  const ruleId = defaultRuleId(companyId);
  const rule: SplitRule = { ruleId, companyId, steps, contentHash: hashOf(companyId, steps), authorId: null };
  await claimRuleId(tx, rule);
  if (!(await insertRule(tx, rule))) return;
  const startsAt = timestampFromDate(await startRule(tx, rule, 0));
  await tx.publish(SplitRuleApprovedSchema, { ruleId, companyId, startsAt });
}
