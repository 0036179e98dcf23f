import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { lines, rules } from '../split/orders.arbitrary.js';
import { coverOrRecover, ownerOf } from '../split/recovery.js';
import { BUYERS_MONEY, COMPANY, splitLine, type Part } from '../split/split.js';
import type { Leg } from './entry.js';
import { failureEntry, refundEntry, type Refund } from './refund.js';

// What specs hold of every order and every chain of refunds of it.

const WHOLE = 10_000n;

/** One thing that happens after the sale: a refund of some lines or of all, or one that fails after all. */
type Act = { kind: 'lines'; shares: number[] } | { kind: 'order'; share: number } | { kind: 'fails'; which: number };

const share = fc.integer({ min: 0, max: 10_000 });
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('lines' as const),
        shares: fc.array(share, { minLength: 3, maxLength: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('order' as const), share }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fails' as const), which: fc.nat(9) }) },
  ),
  { maxLength: 6 },
);
const orders = fc.array(fc.tuple(rules, lines), { minLength: 1, maxLength: 3 });

/**
 * Random orders, with coupons of every payer, under random rules, some of their money paid out already, and refunds of
 * them in every cut; whatever is left goes back at the end.
 */
export function assertChains(numRuns: number): void {
  fc.assert(
    fc.property(orders, acts, share, (split, chain, paidOut) => {
      const paid = split.flatMap(([rule, line], at) =>
        splitLine(rule, line).map((part): Leg => ({ ...part, lineId: `line${at}`, ruleId: `rule${at}` })),
      );
      const order = new BookedOrder(paid, BigInt(paidOut));
      for (const act of chain) undergo(order, act);
      order.giveBack(order.left, []);
      order.assertAllBack();
    }),
    { numRuns },
  );
}

function undergo(order: BookedOrder, act: Act): void {
  if (act.kind === 'fails') return void order.fail(act.which);
  const cut = (fen: bigint, bp: number) => (fen * BigInt(bp)) / WHOLE;
  if (act.kind === 'order') return order.giveBack(cut(order.left, act.share), []);

  const left = order.lineIds.map((lineId) => order.leftOf(lineId));
  const named = order.lineIds.map((lineId, at) => ({
    lineId,
    amountFen: Fen.of(cut(left[at] ?? 0n, act.shares[at] ?? 0)),
  }));
  order.giveBack(total(named), named);
  const after = order.lineIds.map((lineId) => order.leftOf(lineId));
  must(
    named.every(({ amountFen }, at) => (left[at] ?? 0n) - (after[at] ?? 0n) === amountFen),
    'a line gives what it is asked for, and no other line does',
  );
}

/** A paid order in the books, and its refunds; whatever must be so is looked at after each of them. */
export class BookedOrder {
  readonly lineIds: string[];
  private readonly balances: Map<string, bigint>;
  /** Refunds that stand. */
  private given: { legs: Leg[]; refund: Refund }[] = [];
  private count = 0;

  constructor(
    private readonly paid: Leg[],
    paidOutBp: bigint,
  ) {
    this.lineIds = [...new Set(paid.map(({ lineId }) => lineId ?? ''))];
    // What the parties have not had in their hands yet.
    this.balances = new Map(
      [...sums(paid)].map(([account, held]) => [account, held - (held > 0n ? (held * paidOutBp) / WHOLE : 0n)]),
    );
    must(total(paid) === 0n, 'an order sums to zero');
  }

  /** Every refundable share ends at exactly nothing; what is never refunded was given by whom the rule names. */
  assertAllBack(): void {
    for (const lineId of this.lineIds) {
      const ofLine = this.paid.filter((leg) => leg.lineId === lineId);
      const left = sums([...ofLine.filter(isRefundable), ...this.earlier(lineId)]);
      for (const [account, fen] of borne(ofLine)) left.set(account, (left.get(account) ?? 0n) + fen);
      for (const [account, fen] of left) must(fen === 0n, `${account} ends at nothing`);
    }
  }

  /** `named`: what each line gives; empty: all in proportion. */
  giveBack(amountFen: bigint, named: Refund['lines']): void {
    const refundId = `refund${(this.count += 1)}`;
    const order = { companyId: '', orderId: '', weighed: false };
    const refund = { ...order, refundId, amountFen: Fen.of(amountFen), lines: named };
    const { entry, excessFen } = refundEntry(refund, this.paid, this.earlier());
    must(excessFen === 0n, 'nothing is refunded that is not there');
    const legs = coverOrRecover(entry.legs, this.balances);
    this.assertEntry(legs, amountFen);
    for (const { account, amountFen: fen } of legs) {
      if (account.startsWith('recovery:')) must(fen < 0n, 'a debt is a debt');
    }
    this.given.push({ legs, refund });
    this.assertNobodyBelowZero();
  }

  /** One of the refunds that stand does not arrive after all; its place among them. */
  fail(which: number): number | undefined {
    if (this.given.length === 0) return undefined;
    const at = which % this.given.length;
    const [failed] = this.given.splice(at, 1) as [(typeof this.given)[0]];
    const { legs } = failureEntry(failed.refund, failed.legs);
    this.assertEntry(legs, -failed.refund.amountFen);
    for (const { account, amountFen } of legs) {
      if (this.balances.has(account)) this.balances.set(account, (this.balances.get(account) ?? 0n) + amountFen);
    }
    return at;
  }

  /** Of the buyer's money. */
  get left(): bigint {
    return this.lineIds.reduce((sum, lineId) => sum + this.leftOf(lineId), 0n);
  }

  /** The entry as a whole and each line of it sum to zero, and the buyer has what the refund says. */
  private assertEntry(legs: Leg[], amountFen: bigint): void {
    for (const lineId of this.lineIds) {
      must(total(legs.filter((leg) => leg.lineId === lineId)) === 0n, 'each line sums to zero');
    }
    must(total(legs.filter(({ account }) => account === BUYERS_MONEY)) === amountFen, 'the buyer has the money');
  }

  private assertNobodyBelowZero(): void {
    for (const [account, fen] of this.balances) {
      must(!account.startsWith('payable:') || fen >= 0n, `${account} is owed ${fen}`);
    }
    for (const lineId of this.lineIds) {
      const ofLine = this.paid.filter((leg) => leg.lineId === lineId);
      const bearers = borne(ofLine);
      for (const [account, fen] of sums([...ofLine.filter(isRefundable), ...this.earlier(lineId)])) {
        if (account === COMPANY || bearers.has(account)) continue;
        must(/^(clearing|subsidy):/.test(account) ? fen <= 0n : fen >= 0n, `${account} does not cross zero`);
      }
    }
  }

  private earlier(lineId?: string): Leg[] {
    const legs = this.given.flatMap((one) => one.legs);
    return lineId === undefined ? legs : legs.filter((leg) => leg.lineId === lineId);
  }

  leftOf(lineId: string): bigint {
    const ofLine = [...this.paid, ...this.earlier()].filter((leg) => leg.lineId === lineId);
    return -total(ofLine.filter(({ account }) => account === BUYERS_MONEY));
  }
}

/** By account, a debt counted as its owner's. */
function sums(parts: readonly Part[]): Map<string, bigint> {
  const held = new Map<string, bigint>();
  for (const { account, amountFen } of parts) {
    const owner = ownerOf(account);
    held.set(owner, (held.get(owner) ?? 0n) + amountFen);
  }
  return held;
}

/** What each must give in others' stead in the end. */
const borne = (paid: Part[]) =>
  sums(paid.filter((part) => !part.refundable).map((part) => ({ ...part, account: part.borneBy ?? COMPANY })));
const isRefundable = ({ refundable }: Part) => refundable;
const total = (parts: readonly { amountFen: bigint }[]) => parts.reduce((sum, { amountFen }) => sum + amountFen, 0n);

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
