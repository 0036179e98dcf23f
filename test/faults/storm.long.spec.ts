import { it } from '@jest/globals';
import { wholeSystem } from '../journeys/whole-system.js';
import { seededDice } from './dice.js';
import { PAY_WITHIN_S, storm } from './storm.js';

const system = wholeSystem({ env: { ORDER_PAY_WITHIN: `${PAY_WITHIN_S}s` } });

it('Nothing that was acknowledged is lost, doubled or oversold while everything is killed ten times', async () => {
  const dice = seededDice('a storm');

  const counts = await storm(system, { dice, rounds: 10, ordersBetween: [5, 35], customers: 12, orders: 2_000 });

  console.log(counts.join('\n'));
}, 3_000_000);
