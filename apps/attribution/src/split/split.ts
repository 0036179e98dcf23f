import { allocate, Fen } from '#kernel/fen.js';
import { invalid } from '#problems/problem.js';
import { wholeFen } from './whole-fen.js';

/** One party's share of a line, as a rule says it. Amounts are per line, but for FIXED_PER_UNIT. */
export type Step =
  | ({ kind: 'COST'; shareBp: number } & OnRefund)
  | ({ kind: 'FIXED_PER_UNIT'; party: string; fixedFen: Fen } & OnRefund)
  | ({
      kind: 'PERCENT';
      party: string;
      shareBp: number;
      base: Base;
      /** 0: none. */
      capFen: Fen;
      floorFen: Fen;
    } & OnRefund)
  | { kind: 'REMAINDER' };

interface OnRefund {
  refund: Refund;
  /** Of what is never refunded: who gives the money in the holder's stead; absent: the company. */
  borneBy?: string;
}
export type Refund = 'PROPORTIONAL' | 'NEVER';
export type Base = 'LIST' | 'GOODS' | 'CASH' | 'MARGIN';

export interface PaidLine {
  quantity: number;
  grossFen: Fen;
  discounts: { payer: string; amountFen: Fen }[];
  freightFen: Fen;
  cashFen: Fen;
  purchaseKind: 'OUTRIGHT' | 'CONSIGNMENT' | 'COMMISSION';
  allocations: { lotId: string; supplierId: string; pieces: number; costFen: Fen }[];
}

/** Positive: owed to the account. */
export interface Part {
  account: string;
  amountFen: Fen;
  /** Whether a refund takes it back. */
  refundable: boolean;
  /** Who gives the money of what is not taken back; absent: the company. */
  borneBy?: string;
}

export const BUYERS_MONEY = 'clearing:psp';
/** Too much was paid for goods by weight: the buyer's, until a refund has brought it to them. */
export const WEIGHED = 'clearing:weighed';
export const COMPANY = 'revenue:company';
const LOGISTICS = 'payable:logistics';
const SUBSIDY_PAYERS = ['platform', 'fund'];
const WHOLE_BP = 10_000n;

/**
 * Splits what was paid for a line among the parties of a rule, to the fen; the parts sum to zero.
 *
 * Money comes from the buyer and from whoever else pays a discount; the company's own discounts lower the goods. The
 * freight share goes to logistics. The goods go, first, to cover the cost of the lots, in whole fen: nobody's rule can
 * take that away, so it is covered also where no step says COST. Then every step gets its exact share, the company what
 * remains, and all of these are rounded together by largest remainder, ties in the order of the steps. If the steps
 * want more than there is, the company's part is below zero: it bears the loss. No other part ever is.
 *
 * Problems: request.invalid, for a line that does not add up.
 */
export function splitLine(steps: readonly Step[], line: PaidLine): Part[] {
  const goods = goodsOf(line);
  assertAddsUp(line, goods);

  const costStep = steps.find((step) => step.kind === 'COST');
  const costs = costParts(line, goods, costStep);
  const margin = goods - Fen.sum(costs.map((part) => part.amountFen));

  const bases = { LIST: line.grossFen, GOODS: goods, CASH: line.cashFen, MARGIN: margin > 0n ? margin : 0n };
  const shares = steps.map((step) => shareOf(step, line.quantity, bases));
  const remainder = margin * WHOLE_BP - shares.reduce((sum, share) => sum + share, 0n);
  const amounts = wholeFen(
    steps.map((step, at) => (step.kind === 'REMAINDER' ? remainder : (shares[at] ?? 0n))),
    WHOLE_BP,
  );

  const parts = steps.flatMap((step, at) => {
    if (step.kind === 'COST') return costs;
    const amountFen = amounts[at] ?? Fen.zero;
    if (step.kind === 'REMAINDER') return [{ account: COMPANY, amountFen, refundable: true }];
    return [{ account: step.party, amountFen, refundable: step.refund === 'PROPORTIONAL', ...bearerOf(step) }];
  });
  return [
    ...sources(line),
    ...(costStep ? [] : costs),
    ...parts,
    { account: LOGISTICS, amountFen: line.freightFen, refundable: true },
  ].filter((part) => part.amountFen !== 0n);
}

/** What the buyer and the payers of discounts put in: below zero, for it is owed to us. */
function sources({ cashFen, discounts }: PaidLine): Part[] {
  const subsidies = discounts.filter(({ payer }) => payer !== 'company');
  return [
    { account: BUYERS_MONEY, amountFen: -cashFen as Fen, refundable: true },
    ...subsidies.map(({ payer, amountFen }) => ({
      account: `subsidy:${payer}`,
      amountFen: -amountFen as Fen,
      refundable: true,
    })),
  ];
}

/**
 * The cost of the lots. Bought outright: out of the inventory, the farmer had his money at the scale. Consignment: owed
 * to the farmer now. Commission: the goods' value is the principals', by pieces, less our commission, rounded down.
 */
function costParts(line: PaidLine, goods: Fen, step: (Step & { kind: 'COST' }) | undefined): Part[] {
  const refundable = step?.refund !== 'NEVER';
  const principals = (goods - (goods * BigInt(step?.shareBp ?? 0)) / WHOLE_BP) as Fen;
  const values = line.purchaseKind === 'COMMISSION' ? allocate(principals, line.allocations.map(weightOf)) : [];
  return line.allocations.map((allocation, at): Part => {
    const account = costAccount(line.purchaseKind, allocation);
    switch (line.purchaseKind) {
      case 'OUTRIGHT':
        return { account, amountFen: allocation.costFen, refundable: false, ...bearerOf(step) };
      case 'CONSIGNMENT':
        return { account, amountFen: allocation.costFen, refundable, ...bearerOf(step) };
      case 'COMMISSION':
        return { account, amountFen: values[at] ?? Fen.zero, refundable, ...bearerOf(step) };
    }
  });
}

const bearerOf = (step: OnRefund | undefined) => (step?.borneBy ? { borneBy: step.borneBy } : {});

/** Whose the cost of a lot's pieces is. */
export function costAccount(
  purchaseKind: PaidLine['purchaseKind'],
  { lotId, supplierId }: { lotId: string; supplierId: string },
): string {
  switch (purchaseKind) {
    case 'OUTRIGHT':
      return `inventory:lot:${lotId}`;
    case 'CONSIGNMENT':
      return `payable:farmer:${supplierId}`;
    case 'COMMISSION':
      return `payable:principal:${supplierId}`;
  }
}

/** A step's exact share in ten-thousandths of a fen. */
function shareOf(step: Step, quantity: number, bases: Record<Base, bigint>): bigint {
  if (step.kind === 'FIXED_PER_UNIT') return Fen.times(step.fixedFen, quantity) * WHOLE_BP;
  if (step.kind !== 'PERCENT') return 0n;
  const share = bases[step.base] * BigInt(step.shareBp);
  const floored = share < step.floorFen * WHOLE_BP ? step.floorFen * WHOLE_BP : share;
  return step.capFen > 0n && floored > step.capFen * WHOLE_BP ? step.capFen * WHOLE_BP : floored;
}

function goodsOf({ grossFen, discounts }: PaidLine): Fen {
  const own = discounts.filter(({ payer }) => payer === 'company').map(({ amountFen }) => amountFen);
  return (grossFen - Fen.sum(own)) as Fen;
}

function assertAddsUp(line: PaidLine, goods: Fen): void {
  const { quantity, grossFen, discounts, freightFen, cashFen, allocations } = line;
  const amounts = [grossFen, freightFen, cashFen, goods, ...discounts.map(({ amountFen }) => amountFen)];
  if ([...amounts, ...allocations.map(({ costFen }) => costFen)].some((fen) => fen < 0n)) {
    throw invalid('lines', 'no amount below zero');
  }
  const paid = grossFen - Fen.sum(discounts.map(({ amountFen }) => amountFen)) + freightFen;
  if (paid !== cashFen) throw invalid('lines', 'cash is gross less discounts plus freight');
  if (!discounts.every(({ payer }) => payer === 'company' || SUBSIDY_PAYERS.includes(payer))) {
    throw invalid('lines', 'discounts paid by company, platform or fund');
  }
  const allocated = allocations.reduce((sum, { pieces }) => sum + pieces, 0);
  if (allocated !== quantity) throw invalid('lines', 'every piece from a lot');
}

const weightOf = ({ pieces }: { pieces: number }) => BigInt(pieces);
