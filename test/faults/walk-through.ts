import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { wholeSystem } from '../journeys/whole-system.js';
import { CrashCourse, PAY_WITHIN_S, titleOf, type CutStep } from './crash-points.js';
import { Knife } from './knife.js';

/** Declares a system, a walk through each of these cuts, and the count afterwards. */
export function walkThrough(cuts: CutStep[]): void {
  const knife = new Knife();
  const system = wholeSystem({ env: { ...knife.env, ORDER_PAY_WITHIN: `${PAY_WITHIN_S}s` } });
  const course = new CrashCourse(system, knife);
  beforeAll(() => course.begin(), 180_000);
  afterAll(() => knife.remove());

  describe('A good client gets through, though', () => {
    const titled = cuts.map((cut) => ({ ...cut, title: titleOf(cut) }));
    it.each(titled)('$title', ({ step, when }) => course.survives(step, when), 180_000);
  });

  it('and in the end charges = paid orders = books, nothing stays in between', () => course.endsInOrder(), 300_000);
}
