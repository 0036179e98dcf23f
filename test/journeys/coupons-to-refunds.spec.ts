import { it } from '@jest/globals';
import { assertFromCouponsToRefunds } from './coupons-to-refunds.js';

it('One thousand random orders from their coupons to their last refund: catalog, orders and the books agree to the fen', () => {
  assertFromCouponsToRefunds(1_000);
}, 120_000);
