import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  SplitStep_Base,
  SplitStep_Kind,
  SplitStep_Refund,
  type SplitStep,
} from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import type { Step } from '../split/split.js';
import type { KnownRule } from './split-rule.sql.js';
import type { ProposedStep } from './steps.js';

/** A rule as the contract shows it. */
export function ruleAnswer({ ruleId, companyId, steps, contentHash, approvals, startsAt }: KnownRule) {
  return {
    rule: {
      ruleId,
      companyId,
      steps: steps.map(stepAnswer),
      contentHash,
      status: startsAt ? 'APPROVED' : 'PROPOSED',
      approvals: approvals.map(({ personId, side, approvedAt }) => ({
        personId,
        side,
        approvedAt: timestampFromDate(approvedAt),
      })),
      startsAt: startsAt ? timestampFromDate(startsAt) : undefined,
    },
  };
}

function stepAnswer(step: Step) {
  const refund = SplitStep_Refund[step.kind === 'REMAINDER' ? 'PROPORTIONAL' : step.refund];
  const kind = SplitStep_Kind[step.kind];
  return 'base' in step ? { ...step, kind, refund, base: SplitStep_Base[step.base] } : { ...step, kind, refund };
}

/** A step of the contract with words for its enums; numbers nobody knows become no word at all. */
export const proposedStep = (step: SplitStep): ProposedStep => ({
  ...step,
  kind: SplitStep_Kind[step.kind] ?? '',
  base: wordOf(SplitStep_Base[step.base]),
  refund: wordOf(SplitStep_Refund[step.refund]),
});

// An enum left out is the empty word; a number outside the enum is one that no rule knows.
const wordOf = (name: string | undefined) => (name === undefined ? '?' : name.endsWith('_UNSPECIFIED') ? '' : name);
