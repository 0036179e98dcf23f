import { describe, expect, it } from '@jest/globals';
import type { DescMethod } from '@bufbuild/protobuf';
import { LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { routeOf } from '#messaging/contract.js';
import { bindingOf, routerPath } from './binding.js';

const bind = (method: DescMethod, sent: { path?: Record<string, string>; query?: string; body?: unknown }) =>
  bindingOf(method, routeOf(method)!)({ path: {}, query: '', ...sent, body: () => sent.body ?? {} });

const { list: listProducts, save: saveProduct } = Products.method;
const { list: listSessions, pin } = LiveSessions.method;

describe('Binding a request to its fields', () => {
  it('writes paths as the router reads them', () => {
    expect(routerPath(pin, routeOf(pin)!)).toBe('/companies/:companyId/live-sessions/:liveSessionId/pin');
  });

  it('joins path and body', () => {
    const path = { companyId: 'c', liveSessionId: 's' };
    expect(bind(pin, { path, body: { skuId: 'k' } })).toEqual({ companyId: 'c', liveSessionId: 's', skuId: 'k' });
    expect(bind(pin, { path, body: { companyId: 'c', skuId: 'k' } })).toMatchObject({ companyId: 'c' });
    expect(bind(pin, { path, body: { companyId: null } })).toMatchObject({ companyId: 'c' });
  });

  it('refuses a body that denies its path', () => {
    const path = { companyId: 'c', liveSessionId: 's' };
    expect(() => bind(pin, { path, body: { companyId: 'another' } })).toThrow(
      refusal('companyId', 'the same as in the path'),
    );
  });

  it('reads the query by the types of the fields', () => {
    expect(bind(listProducts, { query: 'q=%E8%8B%B9%E6%9E%9C+%E7%BA%A2&pageSize=5&pageToken=' })).toEqual({
      q: '苹果 红',
      pageSize: '5',
      pageToken: '',
    });
    expect(bind(listSessions, { query: 'status=LIVE' })).toEqual({ status: 'LIVE' });
  });

  it.each([
    ['colour=red', 'colour', 'no such field'],
    ['__proto__=1', '__proto__', 'no such field'],
    ['pageSize=many', 'pageSize', 'a whole number'],
    ['pageSize=', 'pageSize', 'a whole number'],
    ['pageSize=1.5', 'pageSize', 'a whole number'],
    ['pageSize=1&pageSize=2', 'pageSize', 'only once'],
    ['q=%FF', 'q', 'percent-encoded UTF-8'],
    ['q=%00', 'q', 'text of whole Unicode characters, without NUL'],
    ['q[a]=1', 'q[a]', 'no such field'],
  ])('refuses the query %s', (query, field, reason) => {
    expect(() => bind(listProducts, { query })).toThrow(refusal(field, reason));
  });

  it('takes no query where there is a body, and no body where there is a query', () => {
    const path = { companyId: 'c' };
    expect(() => bind(saveProduct, { path, query: 'title=Apples' })).toThrow(refusal('title', 'no such field'));
    expect(bind(listProducts, { body: { anything: 1 } })).toEqual({});
  });
});

const refusal = (field: string, reason: string) =>
  expect.objectContaining({ code: 'request.invalid', details: { field, reason } }) as never;
