import { it } from '@jest/globals';
import { wholeSystem } from '../journeys/whole-system.js';
import { seededDice } from './dice.js';
import { EVERY_WAY, show } from './show.js';

const system = wholeSystem({ replicas: { gateway: 2 } });

it('Every fact of a show reaches every viewer on two gateways, once and in order, whatever dies ten times', async () => {
  const counts = await show(system, {
    dice: seededDice('a show'),
    troubles: EVERY_WAY,
    rounds: 10,
    factsBetween: [3, 20],
    viewers: 90,
    filmed: true,
  });

  console.log(counts.join('\n'));
}, 3_000_000);
