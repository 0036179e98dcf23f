import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OrderId } from '#kernel/id.js';
import { keep } from './presale.js';

const promises = fc
  .array(fc.bigInt({ min: 0n, max: 5_000n }), { maxLength: 40 })
  .map((grams) => grams.map((one, at) => ({ orderId: OrderId.derive(String(at)), grams: one })));
const mass = fc.bigInt({ min: 0n, max: 60_000n });

describe('Who gets some of a small harvest', () => {
  it('is whoever ordered first: nobody who gets none would have had enough after those before', () => {
    fc.assert(
      fc.property(promises, mass, (wanted, massG) => {
        const { kept, short, leftG } = keep(wanted, massG);
        let left = massG;
        for (const { orderId, grams } of wanted) {
          expect(kept.includes(orderId)).toBe(grams <= left);
          if (grams <= left) left -= grams;
        }
        expect(leftG).toBe(left);
        expect(kept.length + short.length).toBe(wanted.length);
      }),
    );
  });

  it('is never given more than grew, and everything if it is enough', () => {
    fc.assert(
      fc.property(promises, mass, (wanted, massG) => {
        const { short, leftG } = keep(wanted, massG);
        const all = wanted.reduce((sum, { grams }) => sum + grams, 0n);
        expect(leftG >= 0n).toBe(true);
        if (all <= massG) expect(short).toEqual([]);
      }),
    );
  });

  it('does not depend on how many are told at once', () => {
    fc.assert(
      fc.property(promises, mass, fc.nat(40), (wanted, massG, cut) => {
        const whole = keep(wanted, massG);
        const first = keep(wanted.slice(0, cut), massG);
        const second = keep(wanted.slice(cut), first.leftG);
        expect([...first.kept, ...second.kept]).toEqual(whole.kept);
        expect(second.leftG).toBe(whole.leftG);
      }),
    );
  });
});
