import { expect, it } from '@jest/globals';
import { wholeSystem } from '../journeys/whole-system.js';
import { Dice, seededDice } from './dice.js';
import { PAY_WITHIN_S, scheduleOf, storm } from './storm.js';

const system = wholeSystem({ env: { ORDER_PAY_WITHIN: `${PAY_WITHIN_S}s` } });

it('The same seed gives the same schedule', () => {
  const schedule = (seed: number) => scheduleOf({ dice: new Dice(seed), rounds: 3, ordersBetween: [0, 999] });

  expect(schedule(7)).toEqual(schedule(7));
  expect(schedule(7)).not.toEqual(schedule(8));
});

it('Nothing that was acknowledged is lost, doubled or oversold while everything is killed once (short cut)', async () => {
  const dice = seededDice('a storm, short cut');

  const counts = await storm(system, { dice, rounds: 1, ordersBetween: [5, 25], customers: 8, orders: 150 });

  console.log(counts.join('\n'));
}, 600_000);
