import { describe, expect, it } from '@jest/globals';
import { openFuzzing } from './fuzzing.js';

const REQUESTS = 2_000;
const ALONE = 300;

const fuzzing = openFuzzing();

describe(`The public door, asked ${REQUESTS} strange things (seed ${fuzzing.seed})`, () => {
  it('answers all of them as it says it does, and none with a fault of its own', async () => {
    expect(await fuzzing.ask(REQUESTS)).toEqual([]);

    // Strange things only would prove little: enough of them must have got through to the services.
    expect(fuzzing.statuses.get(200)).toBeGreaterThan(REQUESTS / 20);
    expect((await fetch(`${fuzzing.url}/readyz`)).status).toBe(200);
  }, 600_000);

  it('and changes nothing where it refuses', async () => {
    const { refused, changed } = await fuzzing.askAlone(ALONE);

    expect(changed).toEqual([]);
    expect(refused).toBeGreaterThan(ALONE / 3);
  }, 600_000);
});
