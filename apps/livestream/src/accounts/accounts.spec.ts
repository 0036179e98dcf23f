import { describe, expect, it } from '@jest/globals';
import { Accounts } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { AccountId, CompanyId, PersonId } from '#kernel/id.js';
import { asPerson, runningService } from '#testing/running-service.js';
import { LivestreamModule } from '../livestream.module.js';

const livestream = runningService('livestream', LivestreamModule);

const sellerOf = (companyId: CompanyId) =>
  asPerson({ personId: PersonId.new(), memberships: [{ companyId, roles: ['seller'] }], mandates: [] });

async function givenAccount(companyId = CompanyId.new()) {
  const { account } = await livestream.call(
    Accounts.method.save,
    { companyId, platform: 'douyin', name: '甘小胖在田间' },
    sellerOf(companyId),
  );
  return { companyId, accountId: account!.accountId as AccountId };
}

describe('An account', () => {
  it('is made, and changed under the same id', async () => {
    const { companyId, accountId } = await givenAccount();
    const change = { companyId, accountId, platform: 'kuaishou', name: '改名' };

    const { account } = await livestream.call(Accounts.method.save, change, sellerOf(companyId));

    expect(account).toMatchObject({ ...change, operatorPersonIds: [] });
  });

  it('names who operates it, each once, and forgets the others', async () => {
    const { companyId, accountId } = await givenAccount();
    const [stays, goes] = [PersonId.new(), PersonId.new()];
    const setOperators = (personIds: string[]) =>
      livestream.call(Accounts.method.setOperators, { companyId, accountId, personIds }, sellerOf(companyId));

    await setOperators([stays, goes, stays]);
    const { account } = await setOperators([stays]);

    expect(account!.operatorPersonIds).toEqual([stays]);
  });

  it('stands in the company’s list, a page at a time, with who operates it', async () => {
    const companyId = CompanyId.new();
    const made = [];
    for (let no = 0; no < 3; no += 1) made.push((await givenAccount(companyId)).accountId);
    await givenAccount();
    const hostId = PersonId.new();
    const named = { companyId, accountId: made[1]!, personIds: [hostId] };
    await livestream.call(Accounts.method.setOperators, named, sellerOf(companyId));

    const first = await livestream.call(Accounts.method.list, { companyId, pageSize: 2 }, sellerOf(companyId));
    const rest = { companyId, pageSize: 2, pageToken: first.nextPageToken };
    const second = await livestream.call(Accounts.method.list, rest, sellerOf(companyId));

    expect([...first.accounts, ...second.accounts].map(({ accountId }) => accountId)).toEqual(made);
    expect(first.accounts[1]).toMatchObject({ name: '甘小胖在田间', operatorPersonIds: [hostId] });
    expect(second.nextPageToken).toBe('');
    const nonsense = livestream.call(Accounts.method.list, { companyId, pageToken: 'x' }, sellerOf(companyId));
    await expect(nonsense).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('of another company is not found', async () => {
    const { accountId } = await givenAccount();
    const companyId = CompanyId.new();

    const reach = livestream.call(
      Accounts.method.setOperators,
      { companyId, accountId, personIds: [] },
      sellerOf(companyId),
    );

    await expect(reach).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['platform', { platform: '' }],
    ['name', { name: '名'.repeat(61) }],
    ['name', { name: 'a\0b' }],
    ['accountId', { accountId: '1' }],
  ])('with a %s that cannot be is refused', async (field, over) => {
    const companyId = CompanyId.new();
    const account = { companyId, platform: 'douyin', name: '田间', ...over };

    await expect(livestream.call(Accounts.method.save, account, sellerOf(companyId))).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field },
    });
  });
});
