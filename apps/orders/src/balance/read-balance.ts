import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Problem } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { PaymentProvider, type BalanceEntry } from '../payments/provider.js';
import { Steps } from '../steps.js';
import { findOwners, newestEntry, storeEntries, tellBalances, tellFees, tellMissing } from './balance.sql.js';

// Entries of one moment come into the provider's list one after the other.
const OVERLAP_MS = 60 * 60_000;
const FIRST_LOOK_BACK_MS = 24 * 60 * 60_000;
const AT_ONCE = 500;

/**
 * Reads the provider's own account of our money: fees are booked from it, and what it keeps of each order is compared
 * with what the ledger says.
 */
@Injectable()
export class ReadBalance {
  constructor(
    private readonly db: Db,
    private readonly provider: PaymentProvider,
    private readonly steps: Steps,
    private readonly observer: Observer,
  ) {}

  @Every('60s')
  async sweep(): Promise<void> {
    const { db, provider } = this;
    if (!provider.keepsBalance) return;
    try {
      await this.read();
    } catch (error) {
      if (Problem.from(error).code !== 'unavailable') this.observer.failed(error, 'reading the balance');
    }
    await db.single((tx) => findOwners(tx, provider.name));
    // Ends: whatever was told is not due again.
    while ((await db.transaction((tx) => tellFees(tx, provider.name, AT_ONCE))) === AT_ONCE);
  }

  @Every('10min')
  async compare(): Promise<void> {
    const { db, provider } = this;
    if (!provider.keepsBalance) return;
    // Ends: whatever was compared is due again tomorrow at the earliest.
    while ((await db.transaction((tx) => tellBalances(tx, provider.name, AT_ONCE))) === AT_ONCE);
  }

  @Every('1h')
  async lookForMissing(): Promise<void> {
    const { db, provider } = this;
    if (!provider.keepsBalance) return;
    const missing = await db.transaction((tx) => tellMissing(tx, provider.name, AT_ONCE));
    if (missing > 0) this.observer.log.warn({ missing }, 'payments that the provider has no entry for');
  }

  private async read(): Promise<void> {
    const { db, provider } = this;
    const newest = await db.single((tx) => newestEntry(tx, provider.name));
    const since = newest ? newest.getTime() - OVERLAP_MS : Date.now() - FIRST_LOOK_BACK_MS;
    const pages: BalanceEntry[][] = [];
    for await (const entries of provider.listEntries(new Date(since))) pages.push(entries);
    // They come newest first. Oldest first, a crash leaves nothing out before the newest that is stored.
    for (const entries of pages.reverse()) {
      await db.single((tx) => storeEntries(tx, provider.name, entries));
      await this.steps.reached('balance: page stored');
    }
  }
}
