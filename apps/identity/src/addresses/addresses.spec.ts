import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AddressBook } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Auth } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { AddressId, type PersonId } from '#kernel/id.js';
import { asPerson, runningService } from '#testing/running-service.js';
import { settings } from '../config.js';
import { IdentityModule } from '../identity.module.js';

const identity = runningService('identity', IdentityModule, { settings });
const { save, remove, list } = AddressBook.method;

const HOME = { name: '马小兰', phone: '13912345678', regionCode: '620102', detail: '安宁区学府路 1 号' };
let phones = 13_200_000_000;

async function givenPerson(): Promise<string> {
  const phone = String((phones += 1));
  const { person } = await identity.call(Auth.method.signUp, { phone, password: 'tianjian-demo', name: '马小兰' });
  return asPerson({ personId: person!.personId as PersonId, memberships: [], mandates: [] });
}

const add = (token: string, over: Partial<typeof HOME & { addressId: string; isDefault: boolean }> = {}) =>
  identity.call(save, { addressId: AddressId.new(), isDefault: false, ...HOME, ...over }, token);
const idsOf = ({ addresses }: { addresses: { addressId: string }[] }) => addresses.map(({ addressId }) => addressId);

describe('An address book', () => {
  it('gives back what was put in, the default first', async () => {
    const token = await givenPerson();
    const [home, farm] = [AddressId.new(), AddressId.new()];
    await add(token, { addressId: home });

    await add(token, { addressId: farm, detail: '马家庄 3 号', isDefault: true });

    const { addresses } = await identity.call(list, {}, token);
    expect(addresses).toMatchObject([
      { ...HOME, addressId: farm, detail: '马家庄 3 号', isDefault: true },
      { ...HOME, addressId: home, isDefault: false },
    ]);
  });

  it('may be written and removed from again and again', async () => {
    const [token, addressId] = [await givenPerson(), AddressId.new()];
    for (const _ of [1, 2]) expect(idsOf(await add(token, { addressId }))).toEqual([addressId]);

    for (const _ of [1, 2]) expect(idsOf(await identity.call(remove, { addressId }, token))).toEqual([]);
  });

  it('is of one person: the same id is another address in another book', async () => {
    const [mine, theirs] = [await givenPerson(), await givenPerson()];
    const addressId = AddressId.new();
    await add(mine, { addressId });

    await identity.call(remove, { addressId }, theirs);
    await add(theirs, { addressId, detail: '别处' });

    expect((await identity.call(list, {}, mine)).addresses).toMatchObject([{ addressId, detail: HOME.detail }]);
    expect((await identity.call(list, {}, theirs)).addresses).toMatchObject([{ addressId, detail: '别处' }]);
  });

  it('holds twenty, also where many come at once', async () => {
    const token = await givenPerson();

    const answers = await Promise.allSettled(Array.from({ length: 24 }, () => add(token)));

    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused).toHaveLength(4);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'address.book_full' });
    const { addresses } = await identity.call(list, {}, token);
    await add(token, { addressId: addresses[7]!.addressId, detail: '新址' });
    expect(addresses).toHaveLength(20);
  });

  it('keeps who and where unreadable, and every address in its own row', async () => {
    const token = await givenPerson();
    const [home] = [AddressId.new()];
    await add(token, { addressId: home });

    const [row] = await identity.sql<{ row: string; sealed: Buffer }>(
      'SELECT address::text AS row, sealed FROM address WHERE address_id = $1',
      [home],
    );
    expect(row!.row).toContain('620102');
    for (const word of [HOME.name, HOME.phone, HOME.detail]) {
      expect(row!.row).not.toContain(word);
      expect(row!.sealed.includes(word)).toBe(false);
    }
    const { addresses } = await add(token, { detail: '别处' });
    await identity.sql('UPDATE address SET sealed = $1 WHERE address_id = $2', [row!.sealed, addresses[1]!.addressId]);
    await identity.sql('UPDATE address SET sealed = $1 WHERE address_id = $2', [row!.sealed, addresses[0]!.addressId]);
    await expect(identity.call(list, {}, token)).rejects.toMatchObject({ code: 'internal' });
  });

  it('has one default whatever is done to it, as long as it is not empty', async () => {
    const act = fc.record({ at: fc.nat(3), remove: fc.boolean(), isDefault: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
        const token = await givenPerson();
        const ids = Array.from({ length: 4 }, () => AddressId.new());
        for (const { at, remove: gone, isDefault } of acts) {
          const addressId = ids[at]!;
          const { addresses } = gone
            ? await identity.call(remove, { addressId }, token)
            : await add(token, { addressId, isDefault });
          expect(addresses.filter((address) => address.isDefault)).toHaveLength(Math.min(1, addresses.length));
          if (!gone && isDefault) expect(addresses[0]).toMatchObject({ addressId, isDefault: true });
        }
      }),
      { numRuns: 12 },
    );
  });

  it.each([
    ['addressId', { addressId: 'home' }],
    ['name', { name: ' ' }],
    ['phone', { phone: '12' }],
    ['regionCode', { regionCode: '62010' }],
    ['detail', { detail: '长'.repeat(201) }],
  ])('names a %s that cannot be', async (field, over) => {
    const token = await givenPerson();

    await expect(add(token, over)).rejects.toMatchObject({ code: 'request.invalid', details: { field } });
  });
});
