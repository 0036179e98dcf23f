import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { SplitRuleApprovedSchema, type SplitRuleApproved } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';

/** Keeps which rules may be named by orders, and from when. */
@Controller()
export class OnSplitRuleApproved {
  constructor(private readonly db: Db) {}

  @OnEvent(SplitRuleApprovedSchema, 'orders-copy-split-rule')
  async handle(events: Arrived<SplitRuleApproved>[]) {
    await this.db.apply('orders-copy-split-rule', events, async (tx, fresh) => {
      const rules = fresh.map(({ message: { companyId, ruleId, startsAt } }) => {
        if (!startsAt) throw new Error(`Rule ${ruleId} does not say when it starts`);
        return { company_id: companyId, rule_id: ruleId, starts_at: timestampDate(startsAt) };
      });
      await tx.sql`
        INSERT INTO split_rule_copy (company_id, rule_id, starts_at)
        SELECT company_id, rule_id, starts_at
        FROM jsonb_to_recordset(${JSON.stringify(rules)}::jsonb) AS r (company_id uuid, rule_id uuid, starts_at timestamptz)
        ON CONFLICT DO NOTHING`;
    });
  }
}
