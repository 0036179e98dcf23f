import { ask, query, signedInPerson } from '../door/door.js';
import type { Standing } from '../door/shapes.js';
import type { Account, AccountPage, Member } from './shapes.js';

const PAGE = 100;
const PAGES_MAX = 5;
const WORKING = ['owner', 'seller', 'host'];

/** A company that the person sells or hosts for. */
export interface Desk {
  companyId: string;
  personId: string;
  isSeller: boolean;
  isOwner: boolean;
  accounts: Account[];
}

export async function myDesks(): Promise<Desk[]> {
  const { person, memberships } = await ask<Standing>('GET', '/me');
  const byCompany = new Map<string, Set<string>>();
  for (const { companyId, roles } of memberships) {
    byCompany.set(companyId, new Set([...(byCompany.get(companyId) ?? []), ...roles]));
  }
  const working = [...byCompany].filter(([, roles]) => WORKING.some((role) => roles.has(role)));
  return Promise.all(
    working.map(async ([companyId, roles]) => ({
      companyId,
      personId: person.personId,
      isSeller: roles.has('owner') || roles.has('seller'),
      isOwner: roles.has('owner'),
      accounts: await accountsOf(companyId),
    })),
  );
}

async function accountsOf(companyId: string): Promise<Account[]> {
  const all: Account[] = [];
  let pageToken = '';
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await ask<AccountPage>(
      'GET',
      `/companies/${companyId}/accounts${query({ pageSize: PAGE, pageToken })}`,
    );
    all.push(...page.accounts);
    pageToken = page.nextPageToken;
    if (pageToken === '') break;
  }
  return all;
}

/** Sellers and hosts of a company; only its owners are told. */
export async function workersOf(companyId: string): Promise<Member[]> {
  const { members } = await ask<{ members: Member[] }>(
    'GET',
    `/companies/${companyId}/members${query({ pageSize: PAGE })}`,
  );
  return members.filter(({ inForce, roles }) => inForce && roles.some((role) => WORKING.includes(role)));
}

/** Sellers run sessions on every account, hosts on those they operate. */
export const mayRun = ({ isSeller, personId }: Desk, account: Account): boolean =>
  isSeller || account.operatorPersonIds.includes(personId);

export const isMe = (personId: string): boolean => signedInPerson()?.personId === personId;
