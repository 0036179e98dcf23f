import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { HoldId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { lockWallet, writeUses } from '../coupons/uses.sql.js';
import type { Wallet } from '../coupons/wallet.js';
import { toQuoted } from './held.js';
import { HOLD_S, take, type Hold } from './hold.js';
import { extendHold, lockHold, writeHolds, type Holding } from './holds.sql.js';
import { couponsNamed, type Prices, type Quote } from './quote.js';
import { claimKey, lockShelf, readClaimed, type Claim, type LockedShelf, type Look } from './shelf.sql.js';

export interface Ask extends Look, Claim {
  /** Of all that was asked for. */
  requestHash: string;
  couponCodes: string[];
  quote(prices: Prices, wallet: Wallet): Quote;
}

/** Holds what buyers ask for: those who wait at the same time are served together, in order of arrival. */
@Injectable()
export class HoldDesk {
  private readonly group;

  constructor(private readonly db: Db) {
    this.group = db.group('hold', serve);
  }

  async hold(ask: Ask): Promise<Hold> {
    return (await this.group.ask(ask)) ?? this.db.transaction((tx) => serveAgain(tx, ask));
  }
}

type Served = Holding | Problem | undefined;

/** Undefined for a checkout that has a hold already. */
async function serve(tx: Tx, asks: Ask[]): Promise<(Hold | Problem | undefined)[]> {
  const shelf = await lockShelf(tx, asks);
  const claimed = new Set(shelf.claimed);
  const wallet = await walletOf(
    tx,
    asks.filter((ask) => !claimed.has(claimKey(ask))),
    shelf,
  );
  const served = asks.map((ask): Served => {
    if (claimed.has(claimKey(ask))) return undefined;
    const holding = decide(ask, shelf, wallet, HoldId.new());
    if (!(holding instanceof Problem)) claimed.add(claimKey(ask));
    return holding;
  });
  const standing = await write(tx, served.filter(isHolding));
  const twins = await readClaimed(
    tx,
    asks.filter((_, at) => served[at] instanceof Problem),
  );
  return asks.map((ask, at) => {
    const one = served[at];
    if (isHolding(one)) return standing.has(one.hold.holdId) ? one.hold : undefined;
    // Its twin was served elsewhere while the lock was waited for, perhaps with the last there was.
    return twins.has(claimKey(ask)) ? undefined : one;
  });
}

/** A checkout that comes again gets its first answer, unless its hold lapsed: then it is taken anew. */
async function serveAgain(tx: Tx, ask: Ask): Promise<Hold> {
  const earlier = await lockHold(tx, ask);
  if (!earlier) throw new Error(`checkout ${ask.checkoutId} is claimed and has no hold`);
  if (earlier.requestHash !== ask.requestHash) throw new Problem('checkout.changed');

  if (earlier.status === 'PROVISIONAL') {
    return { ...earlier, expiresAt: (await extendHold(tx, earlier)) ?? earlier.expiresAt };
  }
  if (earlier.status !== 'LAPSED') return earlier;
  const shelf = await lockShelf(tx, [ask]);
  const holding = decide(ask, shelf, await walletOf(tx, [ask], shelf), earlier.holdId);
  if (holding instanceof Problem) throw holding;
  await write(tx, [holding]);
  return holding.hold;
}

/** The coupons that are asked for, locked like the stock and after it. */
const walletOf = (tx: Tx, asks: Ask[], { prices }: LockedShelf): Promise<Wallet> =>
  lockWallet(
    tx,
    couponsNamed(asks, prices),
    asks.map(({ buyerId }) => buyerId),
  );

/** Returns the holds that stand; those that do not use up no coupon either. */
async function write(tx: Tx, holdings: Holding[]): Promise<Set<HoldId>> {
  const standing = await writeHolds(tx, holdings);
  const uses = holdings
    .filter(({ hold }) => standing.has(hold.holdId))
    .flatMap(({ claim: { buyerId }, hold: { companyId, holdId }, couponIds }) =>
      couponIds.map((couponId) => ({ companyId, couponId, buyerId, holdId })),
    );
  await writeUses(tx, uses);
  return standing;
}

function decide(ask: Ask, shelf: LockedShelf, wallet: Wallet, holdId: HoldId): Holding | Problem {
  try {
    const quote = ask.quote(shelf.prices, wallet);
    const lines = take(quote, shelf, ask.buyerId);
    wallet.take(quote.coupons, ask.buyerId);
    const entries = lines.flatMap(({ sku, flash, allocations }) =>
      allocations.map(({ lotId, pieces }) => ({ skuId: sku.skuId, lotId, pieces, offerId: flash?.offerId ?? null })),
    );
    const hold: Hold = {
      companyId: quote.companyId,
      holdId,
      status: 'PROVISIONAL',
      expiresAt: new Date(shelf.now.getTime() + HOLD_S * 1_000),
      quoted: toQuoted(quote, lines),
    };
    return { claim: ask, hold, entries, couponIds: quote.coupons.map(({ couponId }) => couponId) };
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

const isHolding = (served: Served): served is Holding => served !== undefined && !(served instanceof Problem);
