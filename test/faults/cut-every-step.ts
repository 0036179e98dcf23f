import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { wholeSystem } from '../journeys/whole-system.js';
import { CrashCourse, cutsOf, PAY_WITHIN_S, titleOf } from './crash-points.js';
import { seededDice } from './dice.js';
import { Knife } from './knife.js';

/** Declares a system, a cut at every step of its journeys, and the count afterwards. */
export function cutEveryStep({ everyMoment }: { everyMoment: boolean }): void {
  const knife = new Knife();
  const system = wholeSystem({ env: { ...knife.env, ORDER_PAY_WITHIN: `${PAY_WITHIN_S}s` } });
  const course = new CrashCourse(system, knife);
  beforeAll(() => course.begin(), 60_000);
  afterAll(() => knife.remove());

  describe('A good client gets through, though', () => {
    const cuts = cutsOf(seededDice('crash points'), everyMoment).map((cut) => ({ ...cut, title: titleOf(cut) }));
    it.each(cuts)('$title', ({ step, when }) => course.survives(step, when), 120_000);
  });

  it('and in the end charges = paid orders = books, nothing stays in between', () => course.endsInOrder(), 300_000);
}
