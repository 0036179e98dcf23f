import { Fen } from '#kernel/fen.js';
import { BUYERS_MONEY, COMPANY, type Part } from './split.js';
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
  const sources = held(paid.filter(isSource), earlier.filter(isSource));
  const cashLeft = -(sources.get(BUYERS_MONEY) ?? Fen.zero);
  const last = cashFen === cashLeft;

  const back = [...sources].map(([account, left]): [string, bigint] => {
    if (account === BUYERS_MONEY) return [account, cashFen];
    return [account, last ? -left : (-left * cashFen) / cashLeft];
  });
  const given = sum(back.map(([, amount]) => amount));

  const shares = held(
    paid.filter(isShare).map(fromItsOwner).map(inHoldersStead),
    earlier.filter(isShare).map(fromItsOwner),
  );
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
  const ofBuyer = [...paid, ...earlier].filter(({ account }) => account === BUYERS_MONEY);
  return -sum(ofBuyer.map(({ amountFen }) => amountFen)) as Fen;
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
const isSource = ({ account }: Part) => account === BUYERS_MONEY || account.startsWith('subsidy:');
const isShare = (part: Part) => !isSource(part);
const part = (account: string, amount: bigint): Part => ({ account, amountFen: amount as Fen, refundable: true });
const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
