import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { callContext } from '#messaging/call-context.js';
import { Problem } from '#problems/problem.js';
import { Group } from './group.js';

/** Decides slowly, remembers every batch, fails as a whole on "poison". */
function recording({ queue = 100 } = {}) {
  const batches: string[][] = [];
  const group = new Group<string, string>(
    'test',
    async (asks) => {
      batches.push(asks);
      await sleep(50);
      if (asks.includes('poison')) throw new Error('poisoned');
      return asks.map((ask) => (ask === 'loser' ? new Problem('not_found') : `${ask}!`));
    },
    { batch: 10, queue },
  );
  return { group, batches };
}

describe('Deciding asks together', () => {
  it('keeps the order of arrival and batches whoever waited', async () => {
    const { group, batches } = recording();
    const first = group.ask('a');
    await begun(batches);

    const answers = await Promise.all([first, group.ask('b'), group.ask('c')]);

    expect(answers).toEqual(['a!', 'b!', 'c!']);
    expect(batches).toEqual([['a'], ['b', 'c']]);
  });

  it('decides a lone ask at once', async () => {
    const { group, batches } = recording();

    await group.ask('alone');

    expect(batches).toEqual([['alone']]);
  });

  it('tells one loser among winners', async () => {
    const { group } = recording();

    const answers = await Promise.allSettled([group.ask('a'), group.ask('loser'), group.ask('b')]);

    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('lets a poisoned ask fail alone', async () => {
    const { group } = recording();

    const answers = await Promise.allSettled(['a', 'b', 'poison', 'c', 'd'].map((ask) => group.ask(ask)));

    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(answers[2]).toMatchObject({ status: 'rejected', reason: { message: 'poisoned' } });
  });

  it('refuses beyond its queue', async () => {
    const { group } = recording({ queue: 2 });

    const answers = await Promise.allSettled(['a', 'b', 'c'].map((ask) => group.ask(ask)));

    expect(answers[2]).toMatchObject({ status: 'rejected', reason: { code: 'overloaded' } });
  });

  it('does not decide for a caller who has given up', async () => {
    const { group, batches } = recording();
    const late = callContext.run({ requestId: 'r', deadline: Date.now() - 1 }, () => group.ask('late'));

    await expect(late).rejects.toMatchObject({ code: 'unavailable' });

    expect(batches).toEqual([]);
  });
});

/** Until the first batch is being decided. */
async function begun(batches: string[][]): Promise<void> {
  while (batches.length === 0) await new Promise((resolve) => setImmediate(resolve));
}
