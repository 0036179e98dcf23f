import { describe, expect, it } from '@jest/globals';
import { MembershipId } from '#kernel/id.js';
import { assertOwnerRemains, isInForce } from './membership.js';

const TODAY = '2026-06-15';

const held = (roles: string[], startsOn = '2026-01-01', endsOn: string | null = null, endedAt: Date | null = null) => ({
  membershipId: MembershipId.new(),
  ...{ roles, startsOn, endsOn, endedAt },
});

describe('An owner may go', () => {
  const goes = held(['owner']);

  it.each([
    ['another is one for good', true, held(['owner'])],
    ['another is one among other things', true, held(['host', 'owner'])],
    ['the other is a seller', false, held(['seller'])],
    ['the other goes in December', false, held(['owner'], '2026-01-01', '2026-12-31')],
    ['the other begins tomorrow', false, held(['owner'], '2026-06-16')],
    ['the other was one until yesterday', false, held(['owner'], '2026-01-01', '2026-06-14')],
    ['the other was ended at once', false, held(['owner'], '2026-01-01', null, new Date(0))],
  ])('if %s: %s', (_, may, other) => {
    const go = () => assertOwnerRemains([goes, other], goes, TODAY);

    if (may) go();
    else expect(go).toThrow('membership.last_owner');
  });

  it('before December, if another stays until December', () => {
    const seasonal = held(['owner'], '2026-01-01', '2026-12-31');
    const other = held(['owner'], '2026-05-01', '2026-12-31');

    assertOwnerRemains([seasonal, other], seasonal, TODAY);
    expect(() => assertOwnerRemains([goes, other], goes, TODAY)).toThrow('membership.last_owner');
  });

  it('whenever they are none any more', () => {
    const past = held(['owner'], '2026-01-01', '2026-06-14');

    assertOwnerRemains([past], past, TODAY);
    expect(isInForce(past, TODAY)).toBe(false);
  });
});
