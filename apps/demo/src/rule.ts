import {
  SplitStep_Base as Base,
  SplitStep_Kind as Kind,
  SplitStep_Refund as Refund,
} from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { RuleId, type CompanyId } from '#kernel/id.js';

const percent = (party: string, shareBp: number) => ({ kind: Kind.PERCENT, party, shareBp, base: Base.GOODS });

/** The main company's own rule: half a yuan a piece for who packs, and a little more than usual for the relief fund. */
export function ruleOf(seed: string, companyId: CompanyId) {
  return {
    companyId,
    ruleId: RuleId.derive(seed, companyId, 'own rule'),
    steps: [
      { kind: Kind.COST, shareBp: 2_000 },
      { kind: Kind.FIXED_PER_UNIT, party: 'payable:logistics', fixedFen: 50n },
      percent('revenue:platform', 200),
      percent('fund:relief', 150),
      percent('fund:incubator', 300),
      percent('payable:host', 700),
      { kind: Kind.PERCENT, party: 'fee:psp', shareBp: 60, base: Base.CASH, refund: Refund.NEVER },
      { kind: Kind.REMAINDER },
    ],
  };
}
