import { it } from '@jest/globals';
import { assertFromCouponsToRefunds } from './coupons-to-refunds.js';

it('A hundred thousand random orders from their coupons to their last refund: catalog, orders and the books agree to the fen', () => {
  assertFromCouponsToRefunds(100_000);
}, 1_800_000);
