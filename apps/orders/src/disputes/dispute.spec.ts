import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { look, type DisputeState, type DisputeStep, type ShownDispute } from './dispute.js';

const fresh: DisputeState = { status: 'OPEN', heldFen: Fen.zero };
const shown = (status: ShownDispute['status'], taken = 0, returned = 0): ShownDispute => ({
  status,
  takenFen: Fen.of(taken),
  takenFeeFen: Fen.of(taken > 0 ? 15 : 0),
  returnedFen: Fen.of(returned),
  returnedFeeFen: Fen.of(returned > 0 ? 15 : 0),
});
const words = (steps: DisputeStep[]) => steps.map(({ step, amountFen, feeFen }) => [step, amountFen, feeFen]);

describe('A dispute', () => {
  it('moves nothing while it is a question', () => {
    expect(look(fresh, shown('OPEN'))).toEqual({ state: fresh, steps: [] });
    expect(look(fresh, shown('LOST')).steps).toEqual([]);
  });

  it('holds what the bank took, once', () => {
    const held = look(fresh, shown('OPEN', 100));

    expect(words(held.steps)).toEqual([['HELD', 100n, 15n]]);
    expect(look(held.state, shown('OPEN', 100)).steps).toEqual([]);
  });

  it('that is won waits for the money', () => {
    const held = look(fresh, shown('OPEN', 100)).state;
    expect(look(held, shown('WON', 100))).toEqual({ state: held, steps: [] });

    expect(words(look(held, shown('WON', 100, 100)).steps)).toEqual([['WON', 100n, 15n]]);
  });

  it('of which nobody heard until it was over is held and ended', () => {
    expect(words(look(fresh, shown('LOST', 100)).steps)).toEqual([
      ['HELD', 100n, 15n],
      ['LOST', 100n, 0n],
    ]);
    expect(words(look(fresh, shown('WON', 100, 40)).steps)).toEqual([
      ['HELD', 100n, 15n],
      ['WON', 40n, 15n],
      ['LOST', 60n, 0n],
    ]);
  });

  it('ends with nothing held, however often and in whatever order it is shown', () => {
    const days = fc.constantFrom(
      shown('OPEN'),
      shown('OPEN', 100),
      shown('WON', 100),
      shown('WON', 100, 100),
      shown('LOST', 100),
    );
    fc.assert(
      fc.property(
        fc.array(days, { maxLength: 8 }),
        fc.constantFrom(shown('WON', 100, 100), shown('LOST', 100)),
        (seen, end) => {
          let state = fresh;
          let held = 0n;
          for (const day of [...seen, end, end]) {
            const told = look(state, day);
            for (const { step, amountFen } of told.steps) held += step === 'HELD' ? amountFen : -amountFen;
            state = told.state;
          }
          expect([held, state.status === 'WON' || state.status === 'LOST']).toEqual([0n, true]);
        },
      ),
    );
  });
});
