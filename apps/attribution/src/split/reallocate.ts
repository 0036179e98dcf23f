import { Fen } from '#kernel/fen.js';
import { ownerOf } from './recovery.js';
import { cashLeft } from './reverse.js';
import { COMPANY, costAccount, type PaidLine, type Part } from './split.js';

export type Allocation = PaidLine['allocations'][number];

/** Pieces of a line that go out of another lot than was held. */
export interface Move {
  purchaseKind: PaidLine['purchaseKind'];
  /** The pieces that moved, as they were held and as they go out. */
  from: Allocation;
  to: Allocation;
  /** Where all pieces of the line that were not refunded come from by now. */
  allocations: Allocation[];
}

/**
 * Moves the cost of pieces from the lot that was held to the lot that goes out. `posted` is what stands of the line by
 * now: what was paid, earlier refunds and moves.
 *
 * Bought outright: back into the one lot's inventory, out of the other's, in full. On consignment: the farmer whose lot
 * stays gives up these pieces' part of what the line still owes him; the other is owed as large a part of his own price.
 * On commission: the same amount, for the goods' value is the buyer's price. What the one lot costs more or less than
 * the other is the company's: nobody else's share depends on which lot was packed. No share falls below zero but the
 * company's, and the parts sum to zero.
 */
export function reallocate(posted: readonly Part[], move: Move): Part[] {
  const { purchaseKind, from, to } = move;
  const [given, taken] = [costAccount(purchaseKind, from), costAccount(purchaseKind, to)];
  const { refundable, ...bearer } = termsOf(posted, given) ?? { refundable: purchaseKind !== 'OUTRIGHT' };

  // What refunds never take stands in full.
  const inFull = !refundable && purchaseKind !== 'COMMISSION';
  const off = inFull ? from.costFen : partHeld(posted, move);
  const on = inFull ? to.costFen : asLargeAPart(posted, move, off);
  if (given === taken && off === on) return [];
  return [
    { account: given, amountFen: -off as Fen, refundable, ...bearer },
    { account: taken, amountFen: on, refundable, ...bearer },
    { account: COMPANY, amountFen: (off - on) as Fen, refundable: true },
  ].filter(({ amountFen }) => amountFen !== 0n);
}

/** As the line's rule says it of costs, whoever they are owed to. */
function termsOf(posted: readonly Part[], costAccount: string): Pick<Part, 'refundable' | 'borneBy'> | undefined {
  const family = costAccount.slice(0, costAccount.lastIndexOf(':') + 1);
  const cost = posted.find(({ account }) => account.startsWith(family));
  return cost && { refundable: cost.refundable, ...(cost.borneBy ? { borneBy: cost.borneBy } : {}) };
}

/** What the line still owes for these pieces, of all that it owes to their farmer: by cost, on commission by pieces. */
function partHeld(posted: readonly Part[], { purchaseKind, from, to, allocations }: Move): Fen {
  const given = costAccount(purchaseKind, from);
  const weight = ({ pieces, costFen }: Allocation) => (purchaseKind === 'COMMISSION' ? BigInt(pieces) : costFen);
  const of = (lots: Allocation[]) =>
    sum(lots.filter((lot) => costAccount(purchaseKind, lot) === given).map((lot) => weight(lot)));

  const before = of(allocations) - of([to]) + of([from]);
  const held = sum(posted.filter(({ account }) => ownerOf(account) === given).map(({ amountFen }) => amountFen));
  return (before > 0n ? (held * weight(from)) / before : 0n) as Fen;
}

function asLargeAPart(posted: readonly Part[], { purchaseKind, from, to }: Move, off: Fen): Fen {
  if (purchaseKind === 'COMMISSION') return off;
  if (from.costFen > 0n) return ((off * to.costFen) / from.costFen) as Fen;
  return cashLeft(posted, []) > 0n ? to.costFen : Fen.zero;
}

const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
