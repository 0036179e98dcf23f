import { beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Ledger } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { OrderPaidSchema, type OrderPaid } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { CompanyId } from '#kernel/id.js';
import type { CallingPerson } from '#messaging/caller.js';
import { asAnybody, asPerson, runningService } from '#testing/running-service.js';
import { AttributionModule } from '../attribution.module.js';
import { settings } from '../config.js';
import { accountsOf, givenCompany, journalsOf, mandated, member, paidOrder, stranger } from '../given.js';
import { ledgerAccountId } from './ledger-account-id.js';

const attribution = runningService('attribution', AttributionModule, { settings });
let company: CompanyId;
let neighbour: CompanyId;
let sold: OrderPaid[];

beforeAll(async () => {
  [company, neighbour] = await Promise.all([givenCompany(attribution), givenCompany(attribution)]);
  sold = [1_000n, 2_000n, 3_000n, 4_000n, 5_000n].map((grossFen) => paidOrder(company, [{ grossFen }]));
  for (const order of [...sold, paidOrder(neighbour)]) {
    await attribution.deliver(OrderPaidSchema, order);
    await journalsOf(attribution, order);
  }
});

describe('The accounts of a company', () => {
  it('hold what its orders brought, as of an index of the log, and sum to zero', async () => {
    const { asOfIndex, accounts } = await list(mandated(company));

    expect(asOfIndex).toBe(5n);
    expect(accounts).toContainEqual(
      expect.objectContaining({
        ledgerAccountId: ledgerAccountId({ companyId: company, account: 'fund:relief' }),
        name: 'fund:relief',
        balanceFen: 150n,
      }),
    );
    expect(accounts.reduce((sum, { balanceFen }) => sum + balanceFen, 0n)).toBe(0n);
    expect(accounts.map(({ name }) => name)).toEqual(accounts.map(({ name }) => name).sort());
  });

  it('are none before it sold anything, whatever others sold', async () => {
    const newcomer = await givenCompany(attribution);

    expect(await accountsOf(attribution, newcomer)).toEqual({});
  });

  it('are those of the company that is named, and of no other', async () => {
    expect((await accountsOf(attribution, neighbour))['clearing:psp']).toBe(-10_000n);
    await expect(list(mandated(company), 'apple')).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('An account’s statement', () => {
  const relief = () => ledgerAccountId({ companyId: company, account: 'fund:relief' });

  it('tells every entry, oldest first, and the balance after it', async () => {
    const statement = await read(mandated(company), relief());

    expect(statement).toMatchObject({ ledgerAccountId: relief(), asOfIndex: 5n, balanceFen: 150n, nextPageToken: '' });
    expect(statement.entries.map(({ index, amountFen, balanceFen }) => [index, amountFen, balanceFen])).toEqual([
      [0n, 10n, 10n],
      [1n, 20n, 30n],
      [2n, 30n, 60n],
      [3n, 40n, 100n],
      [4n, 50n, 150n],
    ]);
    expect(statement.entries[0]).toMatchObject({ kind: 'order_paid', orderId: sold[0]!.orderId });
  });

  it('comes in pages that miss and repeat nothing', async () => {
    const indexes: bigint[] = [];
    let pageToken = '';
    do {
      const page = await read(mandated(company), relief(), { pageSize: 2, pageToken });
      indexes.push(...page.entries.map(({ index }) => index));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');

    expect(indexes).toEqual([0n, 1n, 2n, 3n, 4n]);
  });

  it.each<[string, boolean, () => CallingPerson]>([
    ['an owner', true, () => member(company, 'owner')],
    ['a seller', true, () => member(company, 'seller')],
    ['a mentor', true, () => mandated(company)],
    ['a packer', false, () => member(company, 'packer')],
    ['a host', false, () => member(company, 'host')],
    ['an owner of another company', false, () => member(neighbour, 'owner')],
    ['a mentor of another company', false, () => mandated(neighbour)],
    ['somebody else', false, stranger],
  ])('is shown to %s: %s', async (_, shown, somebody) => {
    const asked = read(somebody(), relief());

    if (shown) expect((await asked).entries).toHaveLength(5);
    else await expect(asked).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['no account', 'ledgerAccountId', 'apple', {}],
    ['an account of no company', 'ledgerAccountId', 'fund:relief@apple', {}],
    ['two companies', 'ledgerAccountId', `fund:relief@${CompanyId.new()}@${CompanyId.new()}`, {}],
    ['a statement in the account', 'ledgerAccountId', `fund:relief' OR ''='@${CompanyId.new()}`, {}],
    ['a page of 101', 'pageSize', `fund:relief@${CompanyId.new()}`, { pageSize: 101 }],
    ['another list’s token', 'pageToken', `fund:relief@${CompanyId.new()}`, { pageToken: 'WyJhIl0' }],
  ])('is refused for %s, naming %s', async (_, field, id, page) => {
    await expect(read(mandated(company), id, page)).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field },
    });
  });

  it('of an account that never was is not found, and none is shown to nobody', async () => {
    const never = ledgerAccountId({ companyId: company, account: 'payable:mayor' });

    await expect(read(mandated(company), never)).rejects.toMatchObject({ code: 'not_found' });
    const anonymous = attribution.call(Ledger.method.getStatement, { ledgerAccountId: relief() }, asAnybody());
    await expect(anonymous).rejects.toMatchObject({ code: 'auth.required' });
  });
});

describe('Row-level security', () => {
  it.each(['company', 'split_rule', 'journal', 'statement_entry', 'balance'])(
    'shows a company its own rows of %s, and nobody any where no company is set',
    async (table) => {
      const request = new pg.Client(attribution.url('attribution_app'));
      await request.connect();
      const seen = async () => {
        const { rows } = await request.query<{ company_id: string }>(`SELECT DISTINCT company_id FROM ${table}`);
        return rows.map((row) => row.company_id);
      };

      expect(await seen()).toEqual([]);
      await request.query(`SELECT set_config('app.company', $1, false)`, [company]);
      expect(await seen()).toEqual([company]);

      await request.end();
    },
  );
});

const list = (person: CallingPerson, companyId: string = company) =>
  attribution.call(Ledger.method.listAccounts, { companyId }, asPerson(person));
const read = (person: CallingPerson, ledgerAccountId: string, page: { pageSize?: number; pageToken?: string } = {}) =>
  attribution.call(Ledger.method.getStatement, { ledgerAccountId, ...page }, asPerson(person));
