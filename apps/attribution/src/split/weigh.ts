import type { Fen } from '#kernel/fen.js';
import { cashLeft, heldBy, isSource } from './reverse.js';
import { BUYERS_MONEY, COMPANY, WEIGHED, type Part } from './split.js';
import { wholeFen } from './whole-fen.js';

/**
 * A line was weighed: from now on everybody holds what the rule gives them of a line that costs, weighs and is sent as
 * this one really does. What the buyer gets back of it waits for them. What no refund takes back stays where it is, and
 * whom the rule names, or the company, gives or gets the difference. Where money of the line had gone back before, its
 * holders share what is left in the proportions of the real line. The parts sum to zero.
 *
 * @param posted all that stands of the line by now
 * @param now the split of the line as it was weighed
 */
export function weighAnew(posted: readonly Part[], now: readonly Part[], backFen: Fen): Part[] {
  const [before, split] = [heldBy(posted), heldBy(now)];
  const kept = cashLeft(posted, []) - backFen;
  const after = new Map([...sourcesAfter(before, split, kept)]);
  const toShare = -sum(after.values());
  for (const [account, fen] of sharesAfter(split, toShare)) after.set(account, fen);

  return [...new Set([...before.keys(), ...after.keys()])]
    .map((account) => partOf(account, (after.get(account) ?? 0n) - (before.get(account) ?? 0n)))
    .filter(({ amountFen }) => amountFen !== 0n);
}

type Held = ReadonlyMap<string, bigint>;

/** What the buyer leaves with us, and beside it what the payers of discounts do. */
function sourcesAfter(before: Held, split: Held, kept: bigint): [string, bigint][] {
  const cash = -(split.get(BUYERS_MONEY) ?? 0n);
  return [...before.keys()].filter(isSourceAccount).map((account) => {
    if (account === BUYERS_MONEY) return [account, -kept];
    const given = before.get(account) ?? 0n;
    const due = cash === 0n ? 0n : ((split.get(account) ?? 0n) * kept) / cash;
    return [account, due < given ? given : due];
  });
}

/** As the rule says of the real line; in its proportions, where less is left than it costs. */
function sharesAfter(split: Held, toShare: bigint): [string, bigint][] {
  const shares = [...split].filter(([account]) => !isSourceAccount(account));
  const whole = sum(shares.map(([, fen]) => fen));
  if (whole === toShare) return shares;
  if (whole === 0n) return [[COMPANY, toShare]];
  const fen = wholeFen(
    shares.map(([, share]) => share * toShare),
    whole,
  );
  return shares.map(([account], at) => [account, fen[at] ?? 0n]);
}

/** It is not with the buyer yet: until then it is theirs, and with us. */
const partOf = (account: string, fen: bigint): Part => ({
  account: account === BUYERS_MONEY ? WEIGHED : account,
  amountFen: fen as Fen,
  refundable: true,
});

const isSourceAccount = (account: string) => isSource({ account });
function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}
