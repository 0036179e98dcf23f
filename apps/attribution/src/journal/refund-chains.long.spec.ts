import { it } from '@jest/globals';
import { assertChains } from './refund-chains.js';

it('A hundred thousand random orders and refund chains: parts are the money, nobody falls below zero, all ends at nothing', () => {
  assertChains(100_000);
}, 1_800_000);
