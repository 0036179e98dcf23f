import { describe, it } from '@jest/globals';
import { times } from '../../apps/catalog/src/given.js';
import { openStripeShop } from './stripe-shop.js';
import { liveThrough } from './stripe-worlds.js';

// `TEST_SEED` is the first seed, 1 where nothing is said; as many worlds as stand in `TEST_WORLDS`.
const FIRST = Number(process.env['TEST_SEED'] ?? 1);
const WORLDS = Number(process.env['TEST_WORLDS'] ?? 1_000);
const AT_ONCE = 25;

const shop = openStripeShop();

describe(`${WORLDS} worlds of webhooks gone wrong, crashes and second thoughts`, () => {
  it.each(times(Math.ceil(WORLDS / AT_ONCE), (batch) => FIRST + batch * AT_ONCE))(
    'from seed %i on end with Stripe’s ledger = ours to the fen, no double refund, nothing oversold',
    (from) =>
      liveThrough(
        shop,
        times(Math.min(AT_ONCE, FIRST + WORLDS - from), (no) => from + no),
      ),
  );
});
