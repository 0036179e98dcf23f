import { describe, expect, it } from '@jest/globals';
import { Orders } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Problem } from '#problems/problem.js';
import { checkOf } from './fields.js';

const order = (body: unknown) => refusalOf(() => checkOf(Orders.method.place.input)(body, '', 1));
const sku = (body: unknown) => refusalOf(() => checkOf(Products.method.saveSku.input)(body, '', 1));
const session = (body: unknown) => refusalOf(() => checkOf(LiveSessions.method.save.input)(body, '', 1));

describe('Checking a body against the contract', () => {
  it('lets through what fits', () => {
    expect(order({ checkoutId: 'x', lines: [{ skuId: 'y', quantity: 2 }], expectedTotalFen: '6800' })).toBeUndefined();
    expect(sku({ priceFen: 100, purchaseKind: 'OUTRIGHT', specValues: { 规格: '2.5kg' } })).toBeUndefined();
    expect(session({ startsAt: '2026-05-01T08:00:00.5+08:00' })).toBeUndefined();
    expect(order({})).toBeUndefined();
  });

  it('takes null for absent', () => {
    expect(order({ liveSessionId: null, lines: null, shippingAddress: null })).toBeUndefined();
    expect(order({ lines: [null] })).toEqual(['lines[0]', 'an object']);
  });

  it.each([
    [{ colour: 'red' }, 'colour', 'no such field'],
    [{ checkout_id: 'x' }, 'checkout_id', 'no such field'],
    [{ lines: [{ skuId: 'y', qty: 1 }] }, 'lines[0].qty', 'no such field'],
    [JSON.parse('{"__proto__": {"a": 1}}'), '__proto__', 'no such field'],
    [{ constructor: 1 }, 'constructor', 'no such field'],
  ])('refuses unknown names: %j', (body, field, reason) => {
    expect(order(body)).toEqual([field, reason]);
  });

  it.each([
    [[], 'body', 'an object'],
    ['order', 'body', 'an object'],
    [{ checkoutId: 7 }, 'checkoutId', 'a text'],
    [{ checkoutId: ['x'] }, 'checkoutId', 'a text'],
    [{ checkoutId: '\ud800' }, 'checkoutId', 'text of whole Unicode characters, without NUL'],
    [{ checkoutId: 'a\0b' }, 'checkoutId', 'text of whole Unicode characters, without NUL'],
    [{ lines: {} }, 'lines', 'a list'],
    [{ lines: [[[[[]]]]] }, 'lines[0]', 'an object'],
    [{ lines: [{ quantity: 1.5 }] }, 'lines[0].quantity', 'a whole number'],
    [{ lines: [{ quantity: '' }] }, 'lines[0].quantity', 'a whole number'],
    [{ lines: [{ quantity: ' 1' }] }, 'lines[0].quantity', 'a whole number'],
    [{ lines: [{ quantity: '1e3' }] }, 'lines[0].quantity', 'a whole number'],
    [{ lines: [{ quantity: true }] }, 'lines[0].quantity', 'a whole number'],
    [{ lines: [{ quantity: 2 ** 31 }] }, 'lines[0].quantity', 'a whole number, -2147483648 to 2147483647'],
    [{ expectedTotalFen: 2 ** 53 }, 'expectedTotalFen', 'a whole number'],
    [{ expectedTotalFen: '9223372036854775808' }, 'expectedTotalFen', expect.stringContaining('a whole number,')],
    [{ shippingAddress: 'Lanzhou' }, 'shippingAddress', 'an object'],
  ])('refuses what has the wrong type: %j', (body, field, reason) => {
    expect(order(body)).toEqual([field, reason]);
  });

  it.each([
    [{ purchaseKind: 'GIFT' }, 'purchaseKind', 'one of OUTRIGHT, CONSIGNMENT, COMMISSION'],
    [{ purchaseKind: 1 }, 'purchaseKind', 'one of OUTRIGHT, CONSIGNMENT, COMMISSION'],
    [{ specValues: { size: 3 } }, 'specValues.size', 'a text'],
    [{ specValues: [] }, 'specValues', 'an object'],
    [JSON.parse('{"specValues": {"__proto__": "x"}}'), 'specValues', 'no key named __proto__'],
  ])('refuses enums and maps that do not fit: %j', (body, field, reason) => {
    expect(sku(body)).toEqual([field, reason]);
  });

  it.each(['2026-02-30T00:00:00Z', '2026-05-01', '2026-05-01T25:00:00Z', '0000-01-01T00:00:00Z', 1_700_000_000])(
    'refuses an instant that is none: %s',
    (startsAt) => {
      expect(session({ startsAt })).toEqual(['startsAt', 'an instant such as 2026-05-01T08:00:00Z']);
    },
  );
});

function refusalOf(work: () => void): [string, string] | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    const { field, reason } = Problem.from(error).details as { field: string; reason: string };
    return [field, reason];
  }
}
