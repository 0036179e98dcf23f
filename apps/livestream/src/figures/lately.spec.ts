import { describe, expect, it } from '@jest/globals';
import { Lately } from './lately.js';

class Clock {
  ms = 0;
  computed = 0;
  readonly lately = new Lately<number>({ keptMs: 500, timesTaken: 10, max: 2 }, () => this.ms);

  give(key: string, takesMs = 0) {
    return this.lately.give(key, async () => {
      this.ms += takesMs;
      return (this.computed += 1);
    });
  }
}

describe('What was computed lately', () => {
  it('is given again for a moment, to however many ask', async () => {
    const clock = new Clock();

    const first = await Promise.all(Array.from({ length: 20 }, () => clock.give('figures')));
    clock.ms += 499;
    const again = await clock.give('figures');
    clock.ms += 1;
    const later = await clock.give('figures');

    expect([...new Set(first), again, later]).toEqual([1, 1, 2]);
  });

  it('is given again the longer the longer it took', async () => {
    const clock = new Clock();
    await clock.give('figures', 200);
    clock.ms += 1_999;

    expect(await clock.give('figures')).toBe(1);
    clock.ms += 1;
    expect(await clock.give('figures')).toBe(2);
  });

  it('is not given to who asks for something else, and what went wrong to nobody', async () => {
    const clock = new Clock();
    const fails = clock.lately.give('figures', () => Promise.reject(new Error('no database')));

    await expect(fails).rejects.toThrow('no database');
    expect([await clock.give('figures'), await clock.give('others')]).toEqual([1, 2]);
  });

  it('is let go of, the oldest first, where there is too much of it', async () => {
    const clock = new Clock();
    for (const key of ['a', 'b', 'c']) await clock.give(key);

    expect([await clock.give('b'), await clock.give('c'), await clock.give('a')]).toEqual([2, 3, 4]);
  });
});
