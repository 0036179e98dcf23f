import type { Fen } from '#kernel/fen.js';

// What a party was paid out cannot be taken from what it is owed. The rest it owes us: that stands on a recovery account
// of its own, so that nothing anybody is owed ever falls below zero.

const OWED = 'payable:';
const RECOVERY = 'recovery:';

interface Movement {
  account: string;
  amountFen: Fen;
}

/** Only what is owed to somebody has a floor: the company, funds and the platform may end a day below zero. */
export const hasFloor = (account: string) => account.startsWith(OWED);

/** Whose debt a recovery account is. */
export const ownerOf = (account: string) =>
  account.startsWith(RECOVERY) ? `${OWED}${account.slice(RECOVERY.length)}` : account;

/**
 * Takes from what parties are owed as much as is there, and the rest as their debt. `balances` are what the accounts
 * hold, and are what they hold afterwards.
 */
export function coverOrRecover<M extends Movement>(movements: readonly M[], balances: Map<string, bigint>): M[] {
  return movements.flatMap((movement) => {
    const { account, amountFen } = movement;
    if (!hasFloor(account)) return [movement];
    const balance = balances.get(account) ?? 0n;
    const covered = amountFen >= 0n || balance + amountFen >= 0n ? amountFen : -(balance > 0n ? balance : 0n);
    balances.set(account, balance + covered);
    return [
      { ...movement, amountFen: covered },
      { ...movement, account: `${RECOVERY}${account.slice(OWED.length)}`, amountFen: amountFen - covered },
    ].filter((part) => part.amountFen !== 0n) as M[];
  });
}
