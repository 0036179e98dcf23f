import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { raiseStage, type Stage } from './stage.js';
import { loneCheckouts, type LoneCheckout } from './works/statements.js';

const RAISE_MS = 180_000;

describe('One buyer alone', () => {
  let stage: Stage;
  let costs: LoneCheckout[];

  beforeAll(async () => {
    stage = await raiseStage(() => {});
    costs = await loneCheckouts(stage);
  }, RAISE_MS);
  afterAll(() => stage?.stop(), RAISE_MS);

  it('has both answers after at most 12 statements in 4 transactions', () => {
    const worst = costs.filter(({ front }) => front.statements > 12 || front.transactions > 4);
    expect(worst).toEqual([]);
  });

  it('costs at most 26 statements in 12 transactions, with everything that follows', () => {
    const worst = costs.filter(({ whole }) => whole.statements > 26 || whole.transactions > 12);
    expect(worst).toEqual([]);
  });
});
