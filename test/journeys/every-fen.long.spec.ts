import { it } from '@jest/globals';
import { everyFenOf } from './every-fen.js';
import { wholeSystem } from './whole-system.js';

const system = wholeSystem({ replicas: { catalog: 2 } });

it('Two thousand random orders under random rules are split to the fen, as an independent reckoning has it', async () => {
  await everyFenOf(system, { orders: 2_000, rules: 60 });
}, 1_800_000);
