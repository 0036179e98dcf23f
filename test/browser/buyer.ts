import { randomInt, randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import type { SignedIn } from '../journeys/answers.js';
import type { Door } from '../journeys/door.js';
import { dayFromNow } from '../journeys/shop.js';
import type { WholeSystem } from '../journeys/whole-system.js';
import type { Kept } from './browser.js';

const PHONES = 100_000_000;

export const newPhone = () => `137${String(randomInt(PHONES)).padStart(8, '0')}`;

export const PASSWORD = 'tianjian-demo';

/** In the sheet that asks who is buying. */
export async function signUp(page: Page, name = '周小满'): Promise<string> {
  const phone = newPhone();
  await page.getByRole('tab', { name: '注册' }).click();
  await page.getByLabel('手机号').fill(phone);
  await page.getByLabel('怎么称呼你').fill(name);
  await page.getByLabel('密码').fill(PASSWORD);
  await page.locator('form.sign-in button[type=submit]').click();
  return phone;
}

export async function signIn(page: Page, phone: string): Promise<void> {
  await page.getByRole('tab', { name: '密码', exact: true }).click();
  await page.getByLabel('手机号').fill(phone);
  await page.getByLabel('密码').fill(PASSWORD);
  await page.locator('form.sign-in button[type=submit]').click();
}

/** In the sheet of the order. */
export async function fillAddress(page: Page, phone: string): Promise<void> {
  await page.locator('[data-act=address]').click();
  await page.getByLabel('收货人').fill('周小满');
  await page.getByLabel('手机号').fill(phone);
  await page.getByLabel('省', { exact: true }).selectOption('620000');
  await page.getByLabel('市', { exact: true }).selectOption('620100');
  await page.getByLabel('区县', { exact: true }).selectOption('620102');
  await page.getByLabel('详细地址').fill('天水路 1 号');
  await page.getByRole('button', { name: '保存' }).click();
}

export const HOME = {
  ...{ name: '周小满', phone: '13700001111', regionCode: '620102', detail: '天水路 1 号' },
  isDefault: true,
};

export interface KnownBuyer {
  door: Door;
  person: { personId: string };
  /** What a device keeps on which they signed in. */
  keeps: Kept;
}

/** Somebody who has signed up before, with an address unless they have none. */
export async function knownBuyer(door: Door, { address = true } = {}): Promise<KnownBuyer> {
  const who = { phone: newPhone(), password: PASSWORD, name: '周小满' };
  const known = signedInBy(door, await door.post<SignedInNow>('/auth/sign-up', who));
  if (address) await known.door.put(`/me/addresses/${randomUUID()}`, HOME);
  return known;
}

/** Somebody who works for a company. */
export async function knownMember(
  { door, operator }: WholeSystem,
  companyId: string,
  roles: string[],
): Promise<KnownBuyer> {
  const who = { phone: newPhone(), password: PASSWORD };
  const { person } = await door.post<SignedIn>('/auth/sign-up', { ...who, name: '马小军' });
  const membership = { membershipId: randomUUID(), personId: person.personId, companyId, roles };
  await operator.to(Organisations).saveMembership({ ...membership, startsOn: dayFromNow(-30) });
  return signedInBy(door, await door.post<SignedInNow>('/auth/sign-in', who));
}

type SignedInNow = SignedIn & { expiresInS: number };

function signedInBy(door: Door, { accessToken, refreshToken, expiresInS, person }: SignedInNow): KnownBuyer {
  const session = { accessToken, refreshToken, until: Date.now() + expiresInS * 1_000, person };
  return { door: door.withToken(accessToken), person, keeps: { at: door.url, values: { session } } };
}
