import { Fen } from '#kernel/fen.js';
import { BUYERS_MONEY, COMPANY, WEIGHED, type Part } from './split.js';
import { ownerOf } from './recovery.js';
import { wholeFen } from './whole-fen.js';

/**
 * Takes a refund out of the parts of a line (or of an order that was never split). `earlier` are the parts of the
 * refunds before it. Each share gives in proportion to what it still holds, rounded by largest remainder: so none falls
 * below zero, and the last refund brings every refundable share to exactly zero. What is never refunded is given in its
 * holder's stead by whom the rule names, or the company. Whoever paid a discount gets it back in the proportion the buyer does, rounded down.
 * The parts sum to zero.
 *
 * @param cashFen what the buyer gets back: at most what is left of the buyer's money
 */
export function reverse(paid: readonly Part[], earlier: readonly Part[], cashFen: Fen): Part[] {
  const sources = held(paid.map(asBuyers).filter(isSource), earlier.map(asBuyers).filter(isSource));
  const cashLeft = -(sources.get(BUYERS_MONEY) ?? Fen.zero);
  const last = cashFen === cashLeft;

  const back = [...sources].map(([account, left]): [string, bigint] => {
    if (account === BUYERS_MONEY) return [account, cashFen];
    return [account, last ? -left : (-left * cashFen) / cashLeft];
  });
  const given = sum(back.map(([, amount]) => amount));

  const shares = held(sharesOf(paid), sharesOf(earlier));
  const left = [...shares.values()];
  const taken = last
    ? left
    : wholeFen(
        left.map((share) => share * given),
        sum(left),
      );

  return [
    ...back.map(([account, amount]) => part(account, amount)),
    ...[...shares.keys()].map((account, at) => part(account, -(taken[at] ?? 0n))),
  ].filter(({ amountFen }) => amountFen !== 0n);
}

/** What is left of the buyer's money in an order or line. */
export function cashLeft(paid: readonly Part[], earlier: readonly Part[]): Fen {
  const ofBuyer = [...paid, ...earlier].map(asBuyers).filter(({ account }) => account === BUYERS_MONEY);
  return -sum(ofBuyer.map(({ amountFen }) => amountFen)) as Fen;
}

/** What the buyer, the payers of discounts and every share hold: what is not given back stands with whom bears it. */
export function heldBy(posted: readonly Part[]): Map<string, bigint> {
  return held(posted.map(asBuyers).filter(isSource), sharesOf(posted));
}

/** Sums by account, in order of first appearance. */
function held(paid: readonly Part[], earlier: readonly Part[]): Map<string, bigint> {
  const amounts = new Map<string, bigint>();
  for (const { account, amountFen } of [...paid, ...earlier]) {
    amounts.set(account, (amounts.get(account) ?? 0n) + amountFen);
  }
  return amounts;
}

const inHoldersStead = (share: Part): Part =>
  share.refundable ? share : { ...share, account: share.borneBy ?? COMPANY };
const fromItsOwner = (share: Part): Part => ({ ...share, account: ownerOf(share.account) });
/** What waits to go back after weighing is the buyer's like what they paid. */
const asBuyers = (one: Part): Part => (one.account === WEIGHED ? { ...one, account: BUYERS_MONEY } : one);
const sharesOf = (parts: readonly Part[]) => parts.map(asBuyers).filter(isShare).map(fromItsOwner).map(inHoldersStead);
export const isSource = ({ account }: Pick<Part, 'account'>) =>
  account === BUYERS_MONEY || account.startsWith('subsidy:');
const isShare = (part: Part) => !isSource(part);
const part = (account: string, amount: bigint): Part => ({ account, amountFen: amount as Fen, refundable: true });
const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
