import { describe, expect, it } from '@jest/globals';
import { DEFAULT_STEPS } from './default-rule.js';
import { hashOf, stepsFromJson, stepsToJson } from './split-rule.js';
import { parseSteps, type ProposedStep } from './steps.js';
import type { CompanyId } from '#kernel/id.js';

const nothing: ProposedStep = {
  kind: '',
  party: '',
  fixedFen: 0n,
  shareBp: 0,
  base: '',
  capFen: 0n,
  floorFen: 0n,
  refund: '',
  borneBy: '',
};
const step = (fields: Partial<ProposedStep>): ProposedStep => ({ ...nothing, ...fields });
const cost = step({ kind: 'COST' });
const remainder = step({ kind: 'REMAINDER' });
const percent = (fields: Partial<ProposedStep> = {}) =>
  step({ kind: 'PERCENT', party: 'payable:host', shareBp: 800, base: 'GOODS', ...fields });
const fixed = (fields: Partial<ProposedStep> = {}) =>
  step({ kind: 'FIXED_PER_UNIT', party: 'fund:relief', fixedFen: 10n, ...fields });

describe('The steps of a split rule', () => {
  it.each<[string, ProposedStep[]]>([
    ['the remainder alone', [remainder]],
    ['every kind', [cost, percent(), fixed(), remainder]],
    ['one host by name', [percent({ party: 'payable:host:01890a5d-ac96-774b-bcce-b302099a8057' }), remainder]],
    ['all of a base', [percent({ shareBp: 4_000 }), percent({ shareBp: 6_000 }), remainder]],
    [
      'more than all, of two bases',
      [percent({ shareBp: 9_000 }), percent({ shareBp: 9_000, base: 'CASH' }), remainder],
    ],
    ['what never comes back and who bears it', [percent({ refund: 'NEVER', borneBy: 'revenue:platform' }), remainder]],
    ['a cap and a floor', [percent({ floorFen: 5n, capFen: 5n }), remainder]],
  ])('may be %s', (_, steps) => {
    expect(parseSteps(steps)).toHaveLength(steps.length);
  });

  it.each<[string, string, ProposedStep[]]>([
    ['none', 'steps', []],
    ['too many', 'steps', [...Array.from({ length: 20 }, () => fixed()), remainder]],
    ['no remainder', 'steps', [cost]],
    ['two remainders', 'steps', [remainder, remainder]],
    ['the remainder not last', 'steps', [remainder, cost]],
    ['two costs', 'steps', [cost, cost, remainder]],
    ['no kind', 'steps[0].kind', [step({}), remainder]],
    ['an unknown party', 'steps[0].party', [percent({ party: 'payable:mayor' }), remainder]],
    ['the company as a party', 'steps[0].party', [percent({ party: 'revenue:company' }), remainder]],
    ['no party', 'steps[1].party', [cost, fixed({ party: '' }), remainder]],
    ['a party of the cost', 'steps[0].party', [step({ kind: 'COST', party: 'payable:host' }), remainder]],
    ['a share of nothing', 'steps[0].base', [percent({ base: '' }), remainder]],
    ['no share', 'steps[0].shareBp', [percent({ shareBp: 0 }), remainder]],
    ['a share below zero', 'steps[0].shareBp', [percent({ shareBp: -1 }), remainder]],
    ['more than a whole', 'steps[0].shareBp', [percent({ shareBp: 10_001 }), remainder]],
    [
      'more than a whole in all',
      'steps[1].shareBp',
      [percent({ shareBp: 5_001 }), percent({ shareBp: 5_000 }), remainder],
    ],
    ['a floor above the cap', 'steps[0].floorFen', [percent({ floorFen: 6n, capFen: 5n }), remainder]],
    ['a cap below zero', 'steps[0].capFen', [percent({ capFen: -1n }), remainder]],
    ['a fixed nothing', 'steps[0].fixedFen', [fixed({ fixedFen: 0n }), remainder]],
    ['a fixed too much', 'steps[0].fixedFen', [fixed({ fixedFen: 1n << 62n }), remainder]],
    ['a fixed percentage', 'steps[0].shareBp', [fixed({ shareBp: 5 }), remainder]],
    ['a percentage of fixed fen', 'steps[0].fixedFen', [percent({ fixedFen: 5n }), remainder]],
    ['a remainder of a percentage', 'steps[0].shareBp', [step({ kind: 'REMAINDER', shareBp: 5 })]],
    ['borne by somebody though it comes back', 'steps[0].borneBy', [percent({ borneBy: 'fund:relief' }), remainder]],
    ['borne by nobody known', 'steps[0].borneBy', [percent({ refund: 'NEVER', borneBy: 'payable:mayor' }), remainder]],
    ['an unknown refund', 'steps[0].refund', [percent({ refund: '?' }), remainder]],
    ['a remainder never refunded', 'steps[0].refund', [step({ kind: 'REMAINDER', refund: 'NEVER' })]],
  ])('may not be %s', (_, field, steps) => {
    expect(() => parseSteps(steps)).toThrow(
      expect.objectContaining({ code: 'request.invalid', details: expect.objectContaining({ field }) }),
    );
  });

  it('come back from the database as they went in, with the same hash', () => {
    const company = '01890a5d-ac96-774b-bcce-b302099a8057' as CompanyId;
    const again = stepsFromJson(JSON.parse(stepsToJson(DEFAULT_STEPS)));

    expect(again).toEqual(DEFAULT_STEPS);
    expect(hashOf(company, again)).toBe(hashOf(company, DEFAULT_STEPS));
  });

  it('are hashed as before where nobody is named to bear anything', () => {
    expect(JSON.parse(stepsToJson(parseSteps([percent({ refund: 'NEVER' }), remainder])))[0]).not.toHaveProperty(
      'borneBy',
    );
  });

  it('are the same rule whether a refund is left out or said', () => {
    expect(parseSteps([percent(), remainder])).toEqual(parseSteps([percent({ refund: 'PROPORTIONAL' }), remainder]));
  });
});
