import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Tx } from '#database/tx.js';
import { runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, Farm, times } from '../given.js';

// The race of quote-and-hold.spec.ts with its guards taken away: a race test is worth what it has been seen to catch.
// Many instances with few buyers each: within one instance asks are decided one after the other and cannot race.
const catalog = runningService('catalog', CatalogModule, { replicas: 8 });
const farm = new Farm(catalog);

const PIECES = 20;
const BUYERS = 100;
const FEW = 8;
const ROUNDS_MAX = 20;

const { sql } = Tx.prototype;
afterEach(() => {
  Tx.prototype.sql = sql;
});

const LOCK = /FOR (UPDATE|SHARE)( OF \w+)?/g;

/** Every statement loses its row locks; and between reading and writing passes a moment, as on a busy machine. */
function withoutLocks(): void {
  Tx.prototype.sql = async function <Row>(this: Tx, strings: TemplateStringsArray, ...values: unknown[]) {
    const unlocked = strings.map((part) => part.replace(LOCK, ''));
    const rows = (await sql.call(this, Object.assign(unlocked, { raw: unlocked }), ...values)) as Row[];
    if (strings.some((part, at) => part !== unlocked[at])) await sleep(Math.random() * 20);
    return rows;
  };
}

interface Outcome {
  held: number;
  soldOut: number;
  /** By code: what losers were told instead of stock.sold_out. */
  otherwise: Record<string, number>;
}

async function race({ atOnce }: { atOnce: number }): Promise<Outcome> {
  const noodles = await farm.stocked([7, 6, 7]);
  const answers: PromiseSettledResult<unknown>[] = [];
  while (answers.length < BUYERS) {
    const wave = times(Math.min(atOnce, BUYERS - answers.length), () => farm.hold(checkoutOf([[noodles, 1]])));
    answers.push(...(await Promise.allSettled(wave)));
  }
  const [row] = await catalog.sql<{ held: number }>('SELECT sum(held)::int AS held FROM stock WHERE sku_id = $1', [
    noodles.skuId,
  ]);
  const codes = answers.filter((answer) => answer.status === 'rejected').map((answer) => answer.reason.code as string);
  const otherwise: Record<string, number> = {};
  for (const code of codes.filter((one) => one !== 'stock.sold_out')) otherwise[code] = (otherwise[code] ?? 0) + 1;
  return { held: row?.held ?? 0, soldOut: codes.filter((code) => code === 'stock.sold_out').length, otherwise };
}

/** Races until it goes wrong in the way looked for. */
async function raceUntil(wrong: (outcome: Outcome) => boolean, race: () => Promise<Outcome>): Promise<Outcome> {
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const outcome = await race();
    if (wrong(outcome)) {
      console.info(`round ${round}: ${JSON.stringify(outcome)}`);
      return outcome;
    }
  }
  throw new Error(`nothing went wrong in ${ROUNDS_MAX} rounds`);
}

describe(`${BUYERS} buyers for ${PIECES} pieces over 3 lots`, () => {
  it('with lock and CHECK: exactly as many are held, and every loser is told stock.sold_out', async () => {
    for (const atOnce of [BUYERS, BUYERS, FEW]) {
      expect(await race({ atOnce })).toEqual({ held: PIECES, soldOut: BUYERS - PIECES, otherwise: {} });
    }
  });

  it('without the lock: the CHECK still holds the line, but losers are not all told stock.sold_out', async () => {
    withoutLocks();

    // A batch that the CHECK refuses is halved and decided anew, which heals most of it. Few at a time come alone.
    const toldOtherwise = ({ otherwise }: Outcome) => Object.keys(otherwise).length > 0;
    const outcome = await raceUntil(toldOtherwise, () => race({ atOnce: FEW }));

    expect(outcome.held).toBeLessThanOrEqual(PIECES);
  });

  it('without lock and CHECK: more is held than there is', async () => {
    withoutLocks();
    await catalog.sql('ALTER TABLE stock DROP CONSTRAINT never_oversold');

    const outcome = await raceUntil(
      ({ held }) => held > PIECES,
      () => race({ atOnce: BUYERS }),
    );

    expect(outcome.soldOut).toBeLessThan(BUYERS - PIECES);
  });
});
