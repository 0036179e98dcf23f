import { expect, it } from '@jest/globals';
import { wholeSystem } from '../journeys/whole-system.js';
import { Dice, seededDice } from './dice.js';
import { EACH_ONCE, show, troublesOf } from './show.js';

const system = wholeSystem({ replicas: { gateway: 2 } });

it('The same seed gives the same troubles', () => {
  const troubles = (seed: number) =>
    troublesOf({ dice: new Dice(seed), troubles: EACH_ONCE, rounds: 2, factsBetween: [0, 99] });

  expect(troubles(7)).toEqual(troubles(7));
  expect(troubles(7)).not.toEqual(troubles(8));
});

it('Every fact of a show reaches every viewer on two gateways, once and in order, whatever dies (short cut)', async () => {
  const counts = await show(system, {
    dice: seededDice('a show, short cut'),
    troubles: EACH_ONCE,
    rounds: 1,
    factsBetween: [1, 5],
    viewers: 18,
  });

  console.log(counts.join('\n'));
}, 600_000);
