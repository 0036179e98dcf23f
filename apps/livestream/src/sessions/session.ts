import type { AccountId, CompanyId, LiveSessionId, SkuId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { invalid, Problem } from '#problems/problem.js';

export type Status = 'DRAFT' | 'SCHEDULED' | 'READY' | 'LIVE' | 'INTERRUPTED' | 'ENDED' | 'SEALED';

export interface Session {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  accountId: AccountId;
  title: string;
  status: Status;
  startsAt: Date | null;
  pinnedSkuId: SkuId | null;
}

export const BAG_MAX = 500;
const TITLE_MAX = 60;
const NAMED_MAX = 10;

// READY is for a session somebody has a key to stream, INTERRUPTED for one whose stream broke off, SEALED for one whose
// recording is complete.
const ARROWS: Record<Status, readonly Status[]> = {
  DRAFT: ['SCHEDULED', 'READY', 'LIVE'],
  SCHEDULED: ['READY', 'LIVE'],
  READY: ['LIVE'],
  LIVE: ['INTERRUPTED', 'ENDED'],
  INTERRUPTED: ['LIVE', 'ENDED'],
  ENDED: ['SEALED'],
  SEALED: [],
};

export const mayBecome = (from: Status, to: Status) => ARROWS[from].includes(to);

/** An interrupted session is still on air: buyers may go on buying. */
export const isOnAir = ({ status }: Pick<Session, 'status'>) => status === 'LIVE' || status === 'INTERRUPTED';

export const isOver = ({ status }: Pick<Session, 'status'>) => status === 'ENDED' || status === 'SEALED';

/** Problems: session.not_open. */
export function assertNotOver(session: Session): void {
  if (isOver(session)) throw new Problem('session.not_open');
}

/** Problems: session.not_live. */
export function assertOnAir(session: Pick<Session, 'status'>): void {
  if (!isOnAir(session)) throw new Problem('session.not_live');
}

/** What was planned and is said again; a day, once named, cannot be taken back to none. */
export function replan(earlier: Session, wanted: Session): Session {
  assertNotOver(earlier);
  if (isOnAir(earlier) && wanted.accountId !== earlier.accountId) {
    throw invalid('accountId', 'the account it is on air on');
  }
  const startsAt = wanted.startsAt ?? earlier.startsAt;
  const status = earlier.status === 'DRAFT' && startsAt ? 'SCHEDULED' : earlier.status;
  return { ...earlier, accountId: wanted.accountId, title: wanted.title, startsAt, status };
}

export const parseTitle = (title: string) => parseText(title, 'title', { max: TITLE_MAX });

/** Each SKU once, in the order given. */
export function parseBag(skuIds: SkuId[]): SkuId[] {
  const bag = [...new Set(skuIds)];
  if (bag.length > BAG_MAX) throw invalid('skuIds', `at most ${BAG_MAX}`);
  return bag;
}

/** Problems: request.invalid, naming SKUs that do not exist or are another company's. */
export function assertAllKnown(bag: SkuId[], known: ReadonlySet<string>): void {
  const unknown = bag.filter((skuId) => !known.has(skuId));
  if (unknown.length > 0)
    throw invalid('skuIds', `not SKUs of this company: ${unknown.slice(0, NAMED_MAX).join(', ')}`);
}
