import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { mainOf } from '../../deploy/local/services.js';
import type { LiveSession, SignedIn } from './answers.js';
import { wholeSystem } from './whole-system.js';

const system = wholeSystem({ demo: true });

const PHONES = [1, 2, 3, 4, 5, 6, 7, 8].map((last) => `1390000000${last}`);
const signIn = (phone: string) => system.door.post<SignedIn>('/auth/sign-in', { phone, password: 'tianjian-demo' });

const loadAgain = (env: NodeJS.ProcessEnv = {}) =>
  promisify(execFile)(process.execPath, ['--enable-source-maps', mainOf('demo')], {
    env: { ...system.running.operatorEnv, ...env },
  });

const counted = async () => {
  const [row] = await system.sql<{ skus: string; pieces: string }>(
    'catalog',
    'SELECT (SELECT count(*) FROM sku) AS skus, (SELECT sum(on_hand) FROM stock) AS pieces',
  );
  return row!;
};

describe('The demo', () => {
  it('lets its eight people in, with what they may', async () => {
    const standings = await Promise.all(
      PHONES.map(async (phone) => {
        const { accessToken } = await signIn(phone);
        const { memberships, mandates } = await system.door
          .withToken(accessToken)
          .get<{ memberships: { roles: string[] }[]; mandates: { role: string }[] }>('/me');
        return [...memberships.flatMap(({ roles }) => roles), ...mandates.map(({ role }) => role)];
      }),
    );

    expect(standings).toEqual([[], ['owner'], ['mentor'], ['college_admin'], ['host'], [], ['owner'], ['mentor']]);
  });

  it('has 68 kinds of produce, products of two companies and a session on air', async () => {
    const { categories } = await system.door.get<{ categories: { parentId: string }[] }>('/categories');
    const { products } = await system.door.get<{ products: unknown[] }>('/products?pageSize=100');
    const { sessions } = await system.door.get<{ sessions: LiveSession[] }>('/live-sessions?status=LIVE');

    expect(categories.filter(({ parentId }) => parentId !== '')).toHaveLength(68);
    expect(products).toHaveLength(73);
    expect(sessions).toHaveLength(1);
    const { session } = await system.door.get<{ session: LiveSession }>(`/live-sessions/${sessions[0]!.liveSessionId}`);
    expect(session.bag).toHaveLength(24);
    expect(session.bag.every(({ available }) => available > 0)).toBe(true);
    expect(session.bag.filter(({ preSale }) => preSale)).toMatchObject([{ title: expect.stringContaining('预售') }]);
    expect(session.pinnedSkuId).toBe(session.bag[0]!.skuId);
  });

  it('may be loaded again and changes nothing', async () => {
    const before = await counted();

    const { stdout } = await loadAgain();

    expect(stdout).toContain('128 suppliers');
    expect(await counted()).toEqual(before);
  });

  it('is not loaded in production', async () => {
    await expect(loadAgain({ NODE_ENV: 'production' })).rejects.toMatchObject({ code: 1 });
  });
});
