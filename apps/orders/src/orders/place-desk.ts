import { Inject, Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Group } from '#database/group.js';
import { sqlState } from '#database/trouble.js';
import { Problem } from '#problems/problem.js';
import { SETTINGS } from '#service/settings.js';
import type { OrdersSettings } from '../config.js';
import { insertOrders, readStandings, type Earlier, type Placed, type Placing } from './place-order.sql.js';

const TRIES_MAX = 3;
// By then the buyer's repeat has had its hold prolonged, or taken anew.
const LAPSING_RETRY_S = 1;

type Outcome = Placed | Earlier | Problem;

/** Writes orders: those who wait at the same time with one statement, which commits by itself. */
@Injectable()
export class PlaceDesk {
  private readonly group = new Group<Placing, Placed | Earlier>('place', (asks) => this.placeAll(asks));

  constructor(
    private readonly db: Db,
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  /** The order's times; or the order that the checkout became before. Problems: unavailable. */
  place(placing: Placing): Promise<Placed | Earlier> {
    return this.group.ask(placing);
  }

  private async placeAll(asks: Placing[]): Promise<Outcome[]> {
    // Twins: the first of them is placed, the others are answered with it.
    const firsts = new Map<string, Placing>();
    for (const ask of asks) if (!firsts.has(keyOf(ask))) firsts.set(keyOf(ask), ask);
    const outcomes = await this.write([...firsts.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));

    return asks.map((ask) => {
      const outcome = outcomes.get(keyOf(ask)) ?? new Problem('unavailable');
      const first = firsts.get(keyOf(ask)) ?? ask;
      return ask === first || outcome instanceof Problem || 'contentHash' in outcome ? outcome : toEarlier(first);
    });
  }

  /**
   * All at once, as almost always nothing stands in the way. Where something does, the statement fails as a whole: then
   * it is asked who was at fault, they are answered, and the rest is written.
   */
  private async write(placings: Placing[]): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>();
    let left = placings;
    for (let tries = 1; left.length > 0; tries += 1) {
      try {
        for (const [key, placed] of await this.insert(left)) outcomes.set(key, placed);
        return outcomes;
      } catch (error) {
        if (!isConstraintViolation(error) || tries === TRIES_MAX) throw error;
      }
      for (const standing of await this.db.single((tx) => readStandings(tx, left))) {
        if (standing.earlier) outcomes.set(keyOf(standing), standing.earlier);
        else if (!standing.placeable)
          outcomes.set(keyOf(standing), new Problem('unavailable', { retryAfterS: LAPSING_RETRY_S }));
      }
      left = left.filter((placing) => !outcomes.has(keyOf(placing)));
    }
    return outcomes;
  }

  private async insert(placings: Placing[]): Promise<[string, Placed][]> {
    const rows = await this.db.single((tx) => insertOrders(tx, placings, this.settings.payWithin));
    const placed = new Map(rows.map((row) => [row.orderId, row]));
    return placings.map((placing) => {
      const row = placed.get(placing.orderId);
      if (!row) throw new Error(`Order ${placing.orderId} was not written`);
      return [keyOf(placing), row];
    });
  }
}

const keyOf = ({ buyerId, checkoutId }: { buyerId: string; checkoutId: string }) => `${buyerId} ${checkoutId}`;
const toEarlier = ({ orderId, companyId, contentHash }: Placing): Earlier => ({ orderId, companyId, contentHash });
const isConstraintViolation = (error: unknown) => sqlState(error)?.startsWith('23') ?? false;
