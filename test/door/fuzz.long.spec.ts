import { describe, expect, it } from '@jest/globals';
import { brokenBooks } from '../faults/books.js';
import { openFuzzing } from './fuzzing.js';

const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 50_000);

const fuzzing = openFuzzing();

describe(`The public door, asked ${REQUESTS} strange things (seed ${fuzzing.seed})`, () => {
  it('answers all of them as it says it does, and none with a fault of its own', async () => {
    const faults = await fuzzing.ask(REQUESTS);

    const { statuses, done, operations } = fuzzing;
    const never = operations.map(({ verb, path }) => `${verb} ${path}`).filter((name) => !done.has(name));
    console.log(`answers: ${JSON.stringify(Object.fromEntries([...statuses].sort(([one], [other]) => one - other)))}
${done.size} of ${operations.length} operations let something through; never: ${never.join(', ')}`);
    expect(faults).toEqual([]);
    expect((await fetch(`${fuzzing.url}/readyz`)).status).toBe(200);
  });

  it('and changes nothing where it refuses', async () => {
    const { refused, changed } = await fuzzing.askAlone(REQUESTS / 10);

    console.log(`${refused} of ${REQUESTS / 10} that were asked one by one were refused`);
    expect(changed).toEqual([]);
    expect(refused).toBeGreaterThan(REQUESTS / 30);
  });

  it('and leaves books that are in order', async () => {
    expect(await brokenBooks({ running: fuzzing.system, stripe: {} }, '60s')).toEqual([]);
  });
});
