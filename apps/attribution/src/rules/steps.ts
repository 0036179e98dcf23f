import { Fen } from '#kernel/fen.js';
import { BasisPoints } from '#kernel/measures.js';
import { invalid } from '#problems/problem.js';
import type { Base, Refund, Step } from '../split/split.js';

/** A step as it comes from outside: every field there, unused ones empty. */
export interface ProposedStep {
  kind: string;
  party: string;
  fixedFen: bigint;
  shareBp: number;
  base: string;
  capFen: bigint;
  floorFen: bigint;
  refund: string;
  borneBy: string;
}

const STEPS_MAX = 20;
const PARTIES = [
  'payable:host',
  'fund:incubator',
  'fund:relief',
  'revenue:platform',
  'payable:logistics',
  'fee:psp',
] as const;
// One person's own account, which keeps that person from approving rules of the company.
const PERSONAL = /^payable:(host|worker):[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const BASES: readonly string[] = ['LIST', 'GOODS', 'CASH', 'MARGIN'] satisfies Base[];
const UNUSED = { party: '', fixedFen: 0n, shareBp: 0, base: '', capFen: 0n, floorFen: 0n, refund: '', borneBy: '' };

/**
 * The steps of a rule that can be executed for every order. Problems: request.invalid, naming the step's field.
 * What may be left out is filled in, so that equal rules have equal content.
 */
export function parseSteps(proposed: readonly ProposedStep[]): Step[] {
  if (proposed.length < 1 || proposed.length > STEPS_MAX) throw invalid('steps', `1 to ${STEPS_MAX} steps`);
  const steps = proposed.map((step, at) => parseStep(step, `steps[${at}]`));

  const remainders = steps.filter((step) => step.kind === 'REMAINDER').length;
  if (remainders !== 1 || steps.at(-1)?.kind !== 'REMAINDER')
    throw invalid('steps', 'REMAINDER once, as the last step');
  if (steps.filter((step) => step.kind === 'COST').length > 1) throw invalid('steps', 'COST at most once');
  assertNoBaseOverspent(steps);
  return steps;
}

function parseStep(step: ProposedStep, at: string): Step {
  switch (step.kind) {
    case 'COST':
      assertUnused(step, at, ['party', 'fixedFen', 'base', 'capFen', 'floorFen']);
      return { kind: 'COST', shareBp: BasisPoints.parse(step.shareBp, `${at}.shareBp`), ...onRefund(step, at) };
    case 'FIXED_PER_UNIT':
      assertUnused(step, at, ['shareBp', 'base', 'capFen', 'floorFen']);
      return {
        kind: 'FIXED_PER_UNIT',
        party: partyOf(step, at),
        fixedFen: Fen.parsePrice(step.fixedFen, `${at}.fixedFen`),
        ...onRefund(step, at),
      };
    case 'PERCENT':
      return percentOf(step, at);
    case 'REMAINDER':
      assertUnused(step, at, ['party', 'fixedFen', 'shareBp', 'base', 'capFen', 'floorFen', 'borneBy']);
      if (refundOf(step, at) === 'NEVER') throw invalid(`${at}.refund`, 'the company bears what is not refunded');
      return { kind: 'REMAINDER' };
    default:
      throw invalid(`${at}.kind`, 'COST, FIXED_PER_UNIT, PERCENT or REMAINDER');
  }
}

function percentOf(step: ProposedStep, at: string): Step {
  assertUnused(step, at, ['fixedFen']);
  const shareBp = BasisPoints.parse(step.shareBp, `${at}.shareBp`);
  if (shareBp === 0) throw invalid(`${at}.shareBp`, 'at least 1 basis point');
  if (!BASES.includes(step.base)) throw invalid(`${at}.base`, BASES.join(', '));
  const capFen = Fen.parse(step.capFen, `${at}.capFen`);
  const floorFen = Fen.parse(step.floorFen, `${at}.floorFen`);
  if (capFen > 0n && floorFen > capFen) throw invalid(`${at}.floorFen`, 'at most capFen');
  return {
    kind: 'PERCENT',
    party: partyOf(step, at),
    shareBp,
    base: step.base as Base,
    capFen,
    floorFen,
    ...onRefund(step, at),
  };
}

const partyOf = ({ party }: ProposedStep, at: string) => knownParty(party, `${at}.party`);

function knownParty(party: string, field: string): string {
  const known = (PARTIES as readonly string[]).includes(party) || PERSONAL.test(party);
  if (!known) throw invalid(field, `${PARTIES.join(', ')}, payable:host:<personId> or payable:worker:<personId>`);
  return party;
}

/** Only for what never comes back must somebody else give the money; left out, it is the company. */
function onRefund(step: ProposedStep, at: string): { refund: Refund; borneBy?: string } {
  const refund = refundOf(step, at);
  if (step.borneBy === '') return { refund };
  if (refund !== 'NEVER') throw invalid(`${at}.borneBy`, 'only with refund NEVER');
  return { refund, borneBy: knownParty(step.borneBy, `${at}.borneBy`) };
}

function refundOf({ refund }: ProposedStep, at: string): Refund {
  if (refund === '' || refund === 'PROPORTIONAL') return 'PROPORTIONAL';
  if (refund === 'NEVER') return 'NEVER';
  throw invalid(`${at}.refund`, 'PROPORTIONAL or NEVER');
}

function assertUnused(step: ProposedStep, at: string, fields: (keyof typeof UNUSED)[]): void {
  for (const field of fields) {
    if (step[field] !== UNUSED[field]) throw invalid(`${at}.${field}`, `not for ${step.kind}`);
  }
}

/** More than the whole of a base cannot be given away. */
function assertNoBaseOverspent(steps: Step[]): void {
  const given = new Map<Base, number>();
  for (const [at, step] of steps.entries()) {
    if (step.kind !== 'PERCENT') continue;
    const total = (given.get(step.base) ?? 0) + step.shareBp;
    if (total > Number(BasisPoints.whole))
      throw invalid(`steps[${at}].shareBp`, `at most 100 % of ${step.base} in all`);
    given.set(step.base, total);
  }
}
