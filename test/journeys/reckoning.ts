// How a line's money must be split, reckoned from the documented words (docs of the split, ties by order of steps) and
// not from the code that does it: fen are handed out one at a time to whoever is furthest below their exact share.

export interface Step {
  kind: 'COST' | 'FIXED_PER_UNIT' | 'PERCENT' | 'REMAINDER';
  party?: string;
  fixedFen?: string;
  shareBp?: number;
  base?: 'LIST' | 'GOODS' | 'CASH' | 'MARGIN';
  capFen?: string;
  floorFen?: string;
  refund?: 'PROPORTIONAL' | 'NEVER';
}

export interface LineOfOrder {
  quantity: number;
  priceFen: number;
  freightFen: bigint;
  purchaseKind: 'OUTRIGHT' | 'CONSIGNMENT' | 'COMMISSION';
  /** In the order in which the lots gave their pieces. */
  pieces: { lotId: string; supplierId: string; count: number; costFen: bigint }[];
}

interface Claimed {
  account: string;
  /** In ten-thousandths of a fen. */
  exact: bigint;
}

const WHOLE = 10_000n;

/** Who gets what of a line; accounts that get nothing are left out. */
export function reckon(steps: Step[], line: LineOfOrder): Map<string, bigint> {
  const goods = BigInt(line.quantity) * BigInt(line.priceFen);
  const cash = goods + line.freightFen;
  const farmers = farmersPart(steps, line, goods);
  const margin = goods - farmers.reduce((sum, [, fen]) => sum + fen, 0n);
  const bases = { LIST: goods, GOODS: goods, CASH: cash, MARGIN: margin < 0n ? 0n : margin };

  const claims = steps.flatMap((step): Claimed[] => {
    if (step.kind === 'FIXED_PER_UNIT') {
      return [{ account: step.party!, exact: BigInt(step.fixedFen!) * BigInt(line.quantity) * WHOLE }];
    }
    if (step.kind !== 'PERCENT') return [];
    return [{ account: step.party!, exact: within(step, bases[step.base!] * BigInt(step.shareBp!)) }];
  });
  const claimed = claims.reduce((sum, { exact }) => sum + exact, 0n);
  claims.push({ account: 'revenue:company', exact: margin * WHOLE - claimed });

  const split = new Map<string, bigint>();
  const give = (account: string, fen: bigint) => split.set(account, (split.get(account) ?? 0n) + fen);
  give('clearing:psp', -cash);
  give('payable:logistics', line.freightFen);
  for (const [account, fen] of farmers) give(account, fen);
  handOut(margin, claims).forEach((fen, at) => give(claims[at]!.account, fen));
  return new Map([...split].filter(([, fen]) => fen !== 0n));
}

function farmersPart(steps: Step[], { purchaseKind, pieces }: LineOfOrder, goods: bigint): [string, bigint][] {
  if (purchaseKind === 'OUTRIGHT') return pieces.map(({ lotId, costFen }) => [`inventory:lot:${lotId}`, costFen]);
  if (purchaseKind === 'CONSIGNMENT') {
    return pieces.map(({ supplierId, costFen }) => [`payable:farmer:${supplierId}`, costFen]);
  }
  const ours = (goods * BigInt(steps.find(({ kind }) => kind === 'COST')?.shareBp ?? 0)) / WHOLE;
  const values = byWeight(
    goods - ours,
    pieces.map(({ count }) => count),
  );
  return pieces.map(({ supplierId }, at) => [`payable:principal:${supplierId}`, values[at]!]);
}

/** Shares `fen` by weight, to the fen. */
export function byWeight(fen: bigint, weights: number[]): bigint[] {
  const all = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  return handOut(
    fen,
    weights.map((weight) => ({ exact: fen * BigInt(weight) })),
    all,
  );
}

/** Everybody gets the whole fen they are sure of; each fen that is left goes to whoever lacks most, the first of equals. */
function handOut(fen: bigint, claims: { exact: bigint }[], unit = WHOLE): bigint[] {
  const given = claims.map(({ exact }) => (exact >= 0n ? exact / unit : -((-exact + unit - 1n) / unit)));
  let left = fen - given.reduce((sum, one) => sum + one, 0n);
  for (; left > 0n; left -= 1n) {
    const lacking = claims.map(({ exact }, at) => exact - given[at]! * unit);
    const most = lacking.reduce((best, lack, at) => (lack > lacking[best]! ? at : best), 0);
    given[most]! += 1n;
  }
  return given;
}

function within({ capFen = '0', floorFen = '0' }: Step, share: bigint): bigint {
  const [cap, floor] = [BigInt(capFen) * WHOLE, BigInt(floorFen) * WHOLE];
  const raised = share < floor ? floor : share;
  return cap > 0n && raised > cap ? cap : raised;
}
