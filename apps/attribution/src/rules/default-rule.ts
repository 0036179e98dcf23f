import { Fen } from '#kernel/fen.js';
import { RuleId, type CompanyId } from '#kernel/id.js';
import type { Step } from '../split/split.js';

const percentOfGoods = (party: string, shareBp: number): Step => ({
  kind: 'PERCENT',
  party,
  shareBp,
  base: 'GOODS',
  capFen: Fen.zero,
  floorFen: Fen.zero,
  refund: 'PROPORTIONAL',
});

/**
 * What every company's sales are split by until a rule of its own was approved. Of 100 yuan of goods:
 *
 * - the farmer's cost first, whatever it is: nobody lives off his price. Of goods sold on commission we keep 20 %, so
 *   that the shares below are covered and the company has something left;
 * - 2 yuan to the platform, which runs the system for all companies;
 * - 1 yuan to the relief fund: hail, a dead harvest, a family in need;
 * - 3 yuan to the incubator, for the rooms, the cameras and the mentors;
 * - 8 yuan to the hosts on shift, who sell it: a student's wage, shared out by the wage sheet;
 * - 0.6 % of what the buyer paid, freight included, to the payment provider, who never gives it back;
 * - the rest is the company's.
 */
export const DEFAULT_STEPS: readonly Step[] = [
  { kind: 'COST', shareBp: 2_000, refund: 'PROPORTIONAL' },
  percentOfGoods('revenue:platform', 200),
  percentOfGoods('fund:relief', 100),
  percentOfGoods('fund:incubator', 300),
  percentOfGoods('payable:host', 800),
  {
    kind: 'PERCENT',
    party: 'fee:psp',
    shareBp: 60,
    base: 'CASH',
    capFen: Fen.zero,
    floorFen: Fen.zero,
    refund: 'NEVER',
  },
  { kind: 'REMAINDER' },
];

/** The same however often the company's founding is told. */
export const defaultRuleId = (companyId: CompanyId) => RuleId.derive('default', companyId);
