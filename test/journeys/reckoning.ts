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
  /** What coupons took off. */
  discounts: { payer: string; fen: bigint }[];
  /** In the order in which the lots gave their pieces. */
  pieces: { lotId: string; supplierId: string; count: number; costFen: bigint }[];
}

/** A coupon, in the words of the docs. */
export interface Discounted {
  code: string;
  payer: 'company' | 'fund';
  kind: 'AMOUNT' | 'PERCENT' | 'FREE_FREIGHT';
  amountFen: number;
  percentOffBp: number;
  capFen: number;
}

/** What coupons take off lines, goods first, one after the other in the order given; docs/selling.md says how. */
export function reckonDiscounts(
  coupons: Discounted[],
  lines: { goodsFen: bigint; freightFen: bigint }[],
): LineOfOrder['discounts'][] {
  const taken = lines.map((): LineOfOrder['discounts'] => []);
  const takenOf = (at: number, payer?: string) =>
    taken[at]!.filter((one) => !payer || one.payer === payer).reduce((sum, { fen }) => sum + fen, 0n);
  for (const { payer, kind, amountFen, percentOffBp, capFen } of coupons) {
    const rooms = lines.map(({ goodsFen, freightFen }, at) => {
      if (kind !== 'FREE_FREIGHT') return goodsFen - takenOf(at) - 1n;
      const own = goodsFen - takenOf(at, 'company');
      return payer === 'company' && own < freightFen ? own : freightFen;
    });
    const room = rooms.reduce((sum, fen) => sum + fen, 0n);
    const left = lines.reduce((sum, { goodsFen }, at) => sum + goodsFen - takenOf(at), 0n);
    const wanted = { AMOUNT: BigInt(amountFen), PERCENT: (left * BigInt(percentOffBp)) / WHOLE, FREE_FREIGHT: room };
    const capped = capFen > 0 && wanted[kind] > BigInt(capFen) ? BigInt(capFen) : wanted[kind];
    byWeight(capped < room ? capped : room, rooms.map(Number)).forEach((fen, at) => {
      if (fen > 0n) taken[at]!.push({ payer, fen });
    });
  }
  return taken;
}

interface Claimed {
  account: string;
  /** In ten-thousandths of a fen. */
  exact: bigint;
  /** Whether a refund takes it back. */
  comesBack: boolean;
}

/** What somebody has of a line, and who gives it back when the buyer gets money: themselves, or the company instead. */
export interface Share {
  account: string;
  fen: bigint;
  giver: string;
}

const WHOLE = 10_000n;
const COMPANY = 'revenue:company';

/** Who gets what of a line; accounts that get nothing are left out. */
export function reckon(steps: Step[], line: LineOfOrder): Map<string, bigint> {
  const sources = new Map([
    ['clearing:psp', -cashOf(line)],
    ['subsidy:fund', -discountOf(line, 'fund')],
  ]);
  return add(sources, sharesOf(steps, line));
}

/**
 * Who gives what when the buyer gets `fen` back, and the fund `fundFen` of its discount: each in proportion to what is
 * left with them of what they may have to give, `given` being what they gave before. Also adds it to `given`.
 */
export function reckonRefund(
  shares: Share[],
  given: Map<string, bigint>,
  fen: bigint,
  fundFen: bigint,
): Map<string, bigint> {
  const left = new Map<string, bigint>();
  for (const share of shares) left.set(share.giver, (left.get(share.giver) ?? 0n) + share.fen);
  for (const [giver, gave] of given) left.set(giver, (left.get(giver) ?? 0n) - gave);
  const all = [...left.values()].reduce((sum, one) => sum + one, 0n);
  const back = fen + fundFen;
  const parts = handOut(
    back,
    [...left.values()].map((one) => ({ exact: one * back })),
    all,
  );
  const entry = new Map([
    ['clearing:psp', fen],
    ['subsidy:fund', fundFen],
  ]);
  [...left.keys()].forEach((giver, at) => {
    given.set(giver, (given.get(giver) ?? 0n) + parts[at]!);
    entry.set(giver, (entry.get(giver) ?? 0n) - parts[at]!);
  });
  return new Map([...entry].filter(([, one]) => one !== 0n));
}

/** What so many of the pieces that are left are worth of the money that is left: half a fen counts as a whole one. */
export const worthOf = (leftFen: bigint, pieces: number, leftPieces: number): bigint =>
  (2n * leftFen * BigInt(pieces) + BigInt(leftPieces)) / (2n * BigInt(leftPieces));

const listOf = ({ quantity, priceFen }: LineOfOrder): bigint => BigInt(quantity) * BigInt(priceFen);

/** What a payer pays of it in the buyer's stead. */
export const discountOf = ({ discounts }: LineOfOrder, payer: string): bigint =>
  discounts.filter((one) => one.payer === payer).reduce((sum, { fen }) => sum + fen, 0n);

export const cashOf = (line: LineOfOrder): bigint =>
  listOf(line) - discountOf(line, 'company') - discountOf(line, 'fund') + line.freightFen;

/** The shares in the order in which they stand in the books, those of nothing left out. */
export function sharesOf(steps: Step[], line: LineOfOrder): Share[] {
  const list = listOf(line);
  const goods = list - discountOf(line, 'company');
  const cash = cashOf(line);
  const farmers = farmersPart(steps, line, goods);
  const margin = goods - farmers.reduce((sum, [, fen]) => sum + fen, 0n);
  const bases = { LIST: list, GOODS: goods, CASH: cash, MARGIN: margin < 0n ? 0n : margin };

  const claims = steps.flatMap((step): Claimed[] => {
    if (step.kind === 'FIXED_PER_UNIT') {
      const exact = BigInt(step.fixedFen!) * BigInt(line.quantity) * WHOLE;
      return [{ account: step.party!, exact, comesBack: step.refund !== 'NEVER' }];
    }
    if (step.kind !== 'PERCENT') return [];
    const exact = within(step, bases[step.base!] * BigInt(step.shareBp!));
    return [{ account: step.party!, exact, comesBack: step.refund !== 'NEVER' }];
  });
  const claimed = claims.reduce((sum, { exact }) => sum + exact, 0n);
  claims.push({ account: COMPANY, exact: margin * WHOLE - claimed, comesBack: true });
  const fen = handOut(margin, claims);

  const cost = steps.find(({ kind }) => kind === 'COST');
  const costComesBack = line.purchaseKind !== 'OUTRIGHT' && cost?.refund !== 'NEVER';
  const ofFarmers = farmers.map(([account, part]) => shareOf(account, part, costComesBack));
  const ofClaims = claims.map(({ account, comesBack }, at) => shareOf(account, fen[at]!, comesBack));
  const before = cost ? steps.indexOf(cost) : 0;
  return [
    ...ofClaims.slice(0, before),
    ...ofFarmers,
    ...ofClaims.slice(before),
    shareOf('payable:logistics', line.freightFen, true),
  ].filter((share) => share.fen !== 0n);
}

const shareOf = (account: string, fen: bigint, comesBack: boolean): Share => ({
  account,
  fen,
  giver: comesBack ? account : COMPANY,
});

function add(to: Map<string, bigint>, shares: Share[]): Map<string, bigint> {
  for (const { account, fen } of shares) to.set(account, (to.get(account) ?? 0n) + fen);
  return new Map([...to].filter(([, fen]) => fen !== 0n));
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
