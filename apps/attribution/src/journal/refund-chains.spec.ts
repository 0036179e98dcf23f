import { it } from '@jest/globals';
import { assertChains } from './refund-chains.js';

it('Four thousand random orders and refund chains: parts are the money, nobody falls below zero, all ends at nothing', () => {
  assertChains(4_000);
}, 120_000);
