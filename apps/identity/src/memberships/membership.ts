import type { MembershipId, PersonId } from '#kernel/id.js';
import { parseDay } from '#kernel/text.js';
import { invalid, Problem } from '#problems/problem.js';

export interface Membership {
  membershipId: MembershipId;
  personId: PersonId;
  roles: string[];
  /** First and last day count; null: open. */
  startsOn: string;
  endsOn: string | null;
  /** Ended at once, whatever its days say. */
  endedAt: Date | null;
  /** What took its place. */
  changedInto: MembershipId | null;
}

type Holding = Pick<Membership, 'membershipId' | 'roles' | 'startsOn' | 'endsOn' | 'endedAt'>;

export const isOver = ({ endsOn, endedAt }: Holding, today: string): boolean =>
  endedAt !== null || (endsOn !== null && endsOn < today);

export const isInForce = (membership: Holding, today: string): boolean =>
  membership.startsOn <= today && !isOver(membership, today);

/**
 * A company always has somebody who may invite: when an owner goes, another must be one now, for at least as long as
 * the one who goes would have been. Problems: membership.last_owner.
 */
export function assertOwnerRemains(all: readonly Holding[], leaving: Holding, today: string): void {
  const isOwner = (held: Holding) => held.roles.includes('owner') && isInForce(held, today);
  if (!isOwner(leaving)) return;
  const others = all.filter((held) => held.membershipId !== leaving.membershipId);
  const remains = others.some((held) => isOwner(held) && !endsSooner(held, leaving));
  if (!remains) throw new Problem('membership.last_owner');
}

const endsSooner = ({ endsOn }: Holding, than: Holding): boolean =>
  endsOn !== null && (than.endsOn === null || endsOn < than.endsOn);

/** The last day somebody is to have: not in the past, not before the first, and no longer than they have already. */
export function parseLastDay(value: string, { startsOn, endsOn }: Holding, today: string): string {
  const day = parseDay(value, 'endsOn');
  if (day < today || day < startsOn) throw invalid('endsOn', 'today or later, and not before it begins');
  if (endsOn !== null && day > endsOn) throw invalid('endsOn', 'not after its present end: change the membership');
  return day;
}
