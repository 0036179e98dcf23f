import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LiveEdge } from './live-edge.js';

const LOOK_S = 0.2;

/** A player of a second's steps: `coming` says how much has come by when, in seconds of media. */
function playing(coming: (second: number) => number, lasts: number) {
  const edge = new LiveEdge();
  let shown = 0;
  const leads: number[] = [];
  let stalls = 0;
  for (let second = 0, rate = 1; second < lasts; second += LOOK_S) {
    const come = coming(second);
    const next = shown + LOOK_S * rate;
    if (next > come) {
      stalls += 1;
      edge.stalled(second * 1_000);
    }
    shown = Math.min(next, come);
    const move = edge.look(come - shown, second * 1_000);
    if ('backS' in move) shown = come - move.backS;
    else rate = move.rate;
    leads.push(come - shown);
  }
  return { leads, stalls, edge };
}

const settled = (leads: number[]) => leads.slice(-50);

describe('Close to live', () => {
  it('goes to the end of what a late comer is given, and stays half a second behind it', () => {
    const { leads, stalls } = playing((second) => second + 2, 60);

    expect(Math.max(...leads.slice(1, 5))).toBeLessThan(1);
    for (const lead of settled(leads)) expect(lead).toBeLessThan(1);
    expect(stalls).toBe(0);
  });

  it('makes up for what the network held back, without a jump where it was little', () => {
    const { leads } = playing((second) => (second > 20 && second < 21.5 ? 20 : second) + 0.4, 120);

    for (const lead of settled(leads)) expect(lead).toBeLessThan(1.2);
  });

  it('jumps over what it could not make up for', () => {
    const { leads } = playing((second) => (second > 20 && second < 30 ? 20 : second) + 0.4, 60);

    for (const lead of settled(leads)) expect(lead).toBeLessThan(2);
  });

  it('keeps further behind on a network that hesitates, says that it is weak, and trusts it again', () => {
    const hesitating = (second: number) => (second < 40 ? Math.floor(second / 1.2) * 1.2 : second) + 0.3;
    const { edge, stalls } = playing(hesitating, 38);
    expect(stalls).toBeGreaterThan(2);
    expect(edge.isWeak(38_000)).toBe(true);
    expect(edge.isWeak(38_000 + 120_000)).toBe(false);
  });

  it('never plays backwards, never faster than an ear forgives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 30, noNaN: true }), fc.boolean()), { maxLength: 200 }),
        (all) => {
          const edge = new LiveEdge();
          for (const [at, [lead, dry]] of all.entries()) {
            if (dry) edge.stalled(at * 200);
            const move = edge.look(lead, at * 200);
            if ('backS' in move) expect(move.backS).toBeLessThan(lead);
            else expect(move.rate).toBeGreaterThanOrEqual(0.95);
            if ('rate' in move) expect(move.rate).toBeLessThanOrEqual(1.1);
          }
        },
      ),
    );
  });
});
