import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { CompanyId, IncubatorId, PersonId } from '#kernel/id.js';
import { accessToken, bearer, gatewayAlone, strangersKey } from './gateway-alone.js';

const door = gatewayAlone();
const [us, them] = [CompanyId.new(), CompanyId.new()];
const seller = { memberships: [{ companyId: us, roles: ['seller'] }] };

describe('The public door, refusing', () => {
  it('answers an unknown path with a problem that names the request', async () => {
    const response = await door.fetch('/api/nowhere', { headers: { 'x-request-id': 'my-request-1' } });

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('content-language')).toBe('zh-CN, en');
    expect(response.headers.get('x-request-id')).toBe('my-request-1');
    expect(await response.json()).toEqual({
      type: '/problems/not_found',
      code: 'not_found',
      status: 404,
      title: '没有找到',
      detail: expect.any(String),
      instance: 'my-request-1',
    });
  });

  it('shows a page to a person whose link leads nowhere, and the problem to a program', async () => {
    const asPerson = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
    const [page, head, api, program] = await Promise.all([
      door.fetch('/nowhere/at/all', asPerson),
      door.fetch('/nowhere/at/all', { ...asPerson, method: 'HEAD' }),
      door.fetch('/api/nowhere', asPerson),
      door.fetch('/nowhere/at/all'),
    ]);

    const said = [page, head, api, program].map(({ status, headers }) => [
      status,
      headers.get('content-type')?.split(';')[0],
    ]);
    expect(said).toEqual([
      [404, 'text/html'],
      [404, 'text/html'],
      [404, 'application/problem+json'],
      [404, 'application/problem+json'],
    ]);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await page.text()).toContain('<div id="app">');
  });

  it('makes a request id where none, or no sane one, is sent', async () => {
    const [one, two] = await Promise.all([
      door.fetch('/api/nowhere'),
      door.fetch('/api/nowhere', { headers: { 'x-request-id': '<script>' } }),
    ]);

    expect(one.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(two.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says which verbs a path has', async () => {
    const response = await door.fetch('/api/orders', { method: 'DELETE' });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, GET, HEAD');
    expect(await response.json()).toMatchObject({ code: 'request.wrong_verb' });
  });

  it.each([
    ['bad JSON', '{"lines":', 'JSON'],
    ['bad UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'UTF-8'],
    ['a list', '[]', 'an object'],
    ['a number', '1', 'an object'],
    ['null', 'null', 'an object'],
    ['100,000 lists in each other', '['.repeat(100_000) + ']'.repeat(100_000), 'an object'],
  ])('refuses a body that is %s', async (_, body, reason) => {
    const response = await door.post('/api/quotes', body as never);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'request.invalid', field: 'body', reason });
  });

  it('names the field at fault, however deep', async () => {
    const response = await door.post(
      '/api/quotes',
      '{"lines":[{"skuId":"a","quantity":1},{"skuId":"b","quantity":0.5}]}',
    );

    expect(await response.json()).toMatchObject({
      code: 'request.invalid',
      field: 'lines[1].quantity',
      reason: 'a whole number',
    });
  });

  it('refuses what is too large, or no JSON', async () => {
    const large = await door.post('/api/quotes', JSON.stringify({ regionCode: '1'.repeat(256 * 1024) }));
    const huge = await Promise.all([1, 2, 4].map((mega) => door.post('/api/quotes', '1'.repeat(mega << 20))));
    const xml = await door.post('/api/quotes', '<lines/>', { 'content-type': 'application/xml' });
    const form = await door.post('/api/quotes', new URLSearchParams({ a: '1' }), {
      'content-type': 'application/x-www-form-urlencoded',
    });

    expect([large.status, await large.json()]).toEqual([413, expect.objectContaining({ code: 'request.too_large' })]);
    expect(huge.map(({ status }) => status)).toEqual([413, 413, 413]);
    expect([xml.status, await xml.json()]).toEqual([415, expect.objectContaining({ code: 'request.not_json' })]);
    expect(form.status).toBe(415);
  });

  it('refuses addresses that are none', async () => {
    const undecodable = await door.fetch('/api/products/%ff');
    const long = await door.fetch(`/api/products/${'a'.repeat(300)}`);
    const header = await door.fetch('/api/products', { headers: { 'x-long': 'a'.repeat(20_000) } });

    expect([undecodable.status, await undecodable.json()]).toMatchObject([400, { code: 'request.invalid' }]);
    expect(long.status).toBeGreaterThanOrEqual(400);
    expect(long.status).toBeLessThan(500);
    expect([header.status, await header.json()]).toMatchObject([400, { code: 'request.invalid' }]);
  });

  it('answers what is no HTTP', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(door.url).port), '127.0.0.1', () => socket.write('HELLO\r\n\r\n'));
      let text = '';
      socket.on('data', (bytes) => (text += bytes)).on('close', () => resolve(text));
    });

    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n[^]*application\/problem\+json/);
  });
});

describe('The public door, asking who knocks', () => {
  const placeOrder = (headers: Record<string, string>) => door.post('/api/orders', '{}', headers);
  const saveProduct = (companyId: string, headers: Record<string, string>) =>
    door.post(`/api/companies/${companyId}/products`, '{}', headers);

  it('wants a token where somebody must be signed in, before it looks at what was sent', async () => {
    const response = await door.post('/api/orders', '{"nonsense":');

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'auth.required' });
  });

  it('takes only tokens that identity signed, and that still live, and live no longer than they may', async () => {
    const person = PersonId.new();
    const tokens = await Promise.all([
      accessToken(person, {}, { key: strangersKey() }),
      accessToken(person, {}, { age: 700 }),
      accessToken(person, {}, { age: 660, life: 3_600 }),
      'nonsense',
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(`{"sub":"${person}"}`).toString('base64url')}.`,
    ]);

    for (const token of tokens) expect((await placeOrder(bearer(token))).status).toBe(401);
    // Past the door: there is nobody behind it in this test.
    expect((await placeOrder(bearer(await accessToken(person)))).status).toBe(503);
  });

  it('lets an old token in where everybody may', async () => {
    const old = bearer(await accessToken(PersonId.new(), {}, { age: 700 }));

    expect((await door.fetch('/api/products', { headers: old })).status).toBe(503);
  });

  it('lets a seller into the own company and into no other', async () => {
    const token = bearer(await accessToken(PersonId.new(), seller));

    expect((await saveProduct(us, token)).status).toBe(503);
    const foreign = await saveProduct(them, token);
    expect([foreign.status, await foreign.json()]).toMatchObject([403, { code: 'access.denied' }]);
    expect((await saveProduct('nonsense', token)).status).toBe(403);
  });

  it('does not take a body’s word against its path', async () => {
    const token = bearer(await accessToken(PersonId.new(), seller));

    const response = await door.post(`/api/companies/${us}/products`, JSON.stringify({ companyId: them }), token);

    expect([response.status, await response.json()]).toMatchObject([400, { field: 'companyId' }]);
  });

  it('lets a mentor see, not sell', async () => {
    const mandates = [{ incubatorId: IncubatorId.new(), role: 'mentor', companyIds: [us] }];
    const token = bearer(await accessToken(PersonId.new(), { mandates }));

    expect((await door.fetch(`/api/companies/${us}/orders`, { headers: token })).status).toBe(503);
    expect((await saveProduct(us, token)).status).toBe(403);
  });
});

describe('The public door, when nobody is behind it', () => {
  it('says so at once, and when to come again', async () => {
    const began = Date.now();
    const response = await door.fetch('/api/products');

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ code: 'unavailable' });
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  it('signs nobody in without Redis, but not for want of Redis', async () => {
    const response = await door.post('/api/auth/sign-in', '{"phone":"13900000001","password":"x"}');

    expect(await response.json()).toMatchObject({ code: 'unavailable' });
  });

  it('is alive, and not ready, and says what is missing', async () => {
    expect((await door.fetch('/healthz')).status).toBe(200);
    const ready = await door.fetch('/readyz');

    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ missing: { orders: 'does not answer', identity: 'does not answer' } });
  });

  it('takes no webhook it cannot hand on', async () => {
    expect((await door.post('/webhooks/sandbox', '{"events":[]}')).status).toBe(503);
    expect((await door.post('/webhooks/NO%20BODY', '{}')).status).toBe(404);
  });
});

describe('The public door, showing itself', () => {
  it('describes itself, to machines and to people', async () => {
    const document = await door.fetch('/api/openapi.json');
    const page = await door.fetch('/api/docs');
    const script = await door.fetch('/api/docs/docs.js');
    const start = await door.fetch('/');

    expect(await document.json()).toMatchObject({ openapi: '3.1.0' });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await start.text()).toContain('田间');
    const etag = start.headers.get('etag') ?? '';
    expect((await door.fetch('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('lets pages run nothing but their own, and says nothing of what it is made with', async () => {
    const { headers } = await door.fetch('/api/docs');

    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-powered-by')).toBeNull();
    expect((await door.fetch('/api/products')).headers.get('cache-control')).toBe('no-store');
  });

  it('leads from the type of a problem to its words', async () => {
    const response = await door.fetch('/problems/stock.sold_out', { redirect: 'manual' });

    expect([response.status, response.headers.get('location')]).toEqual([302, '/api/docs#stock.sold_out']);
    expect((await door.fetch('/problems/nothing')).status).toBe(404);
  });
});
