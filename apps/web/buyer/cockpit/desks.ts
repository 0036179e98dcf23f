import { ask, query, signedInPerson } from '../door/door.js';
import type { Standing } from '../door/shapes.js';
import type { Account, AccountPage, Member } from './shapes.js';

const PAGE = 100;
const PAGES_MAX = 5;
const WORKING = ['owner', 'seller', 'host'];
const MODERATING = [...WORKING, 'moderator'];

/** A company that the person sells or hosts for, or in whose rooms they keep order. */
export interface Desk {
  companyId: string;
  personId: string;
  /** Sells or hosts; who does not keeps order in the chat, and nothing else. */
  isWorker: boolean;
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
  const desks = [...byCompany].filter(([, roles]) => MODERATING.some((role) => roles.has(role)));
  return Promise.all(
    desks.map(async ([companyId, roles]) => {
      const isWorker = WORKING.some((role) => roles.has(role));
      return {
        ...{ companyId, personId: person.personId, isWorker },
        isSeller: roles.has('owner') || roles.has('seller'),
        isOwner: roles.has('owner'),
        accounts: isWorker ? await accountsOf(companyId) : [],
      };
    }),
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
