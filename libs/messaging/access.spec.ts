import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { Holds, Stock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Orders } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Ledger } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { CompanyId, IncubatorId, PersonId } from '#kernel/id.js';
import { assertMay, assertMayCall } from './access.js';
import { CallerSigner, CallerVerifier, type CallingPerson } from './caller.js';
import { accessOf, methods, routeOf } from './contract.js';

const noodles = CompanyId.new();
const apples = CompanyId.new();

const person = (over: Partial<CallingPerson> = {}): CallingPerson => ({
  personId: PersonId.new(),
  memberships: [],
  mandates: [],
  ...over,
});
const member = (...roles: string[]) => person({ memberships: [{ companyId: noodles, roles }] });
const mentor = person({ mandates: [{ incubatorId: IncubatorId.new(), role: 'mentor', companyIds: [noodles] }] });

const codeOf = (work: () => void) => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'ok';
};

describe('Who may', () => {
  it.each([
    ['a packer packs', Stock.method.pack, member('packer'), noodles, 'ok'],
    ['a seller may what a packer may', Stock.method.pack, member('seller'), noodles, 'ok'],
    ['an owner too', Stock.method.pack, member('owner'), noodles, 'ok'],
    ['a packer makes no lots', Stock.method.saveLot, member('packer'), noodles, 'access.denied'],
    ['a host packs nothing', Stock.method.pack, member('host'), noodles, 'access.denied'],
    ['a role counts in its own company only', Stock.method.pack, member('owner'), apples, 'access.denied'],
    ['a mentor reads the ledger', Ledger.method.listAccounts, mentor, noodles, 'ok'],
    ['of the incubator’s companies only', Ledger.method.listAccounts, mentor, apples, 'access.denied'],
    ['a mentor changes nothing', Stock.method.saveLot, mentor, noodles, 'access.denied'],
    ['anybody who is signed in may buy', Orders.method.place, person(), noodles, 'ok'],
    ['nobody may who is not', Orders.method.place, undefined, noodles, 'auth.required'],
    ['anybody may ask for a price', Holds.method.quote, undefined, noodles, 'ok'],
    ['people do not call what is internal', Holds.method.quoteAndHold, member('owner'), noodles, 'access.denied'],
  ])('%s', (_, method, caller, companyId, expected) => {
    expect(codeOf(() => assertMay(method, { issuer: 'gateway', person: caller }, () => companyId))).toBe(expected);
  });

  it('services knock only where the contract names them', () => {
    expect(codeOf(() => assertMayCall(Holds.method.quoteAndHold, { issuer: 'orders' }))).toBe('ok');
    expect(codeOf(() => assertMayCall(Holds.method.quoteAndHold, { issuer: 'livestream' }))).toBe('access.denied');
    expect(codeOf(() => assertMayCall(Holds.method.quoteAndHold, { issuer: 'gateway' }))).toBe('access.denied');
    expect(codeOf(() => assertMayCall(Orders.method.place, { issuer: 'catalog' }))).toBe('access.denied');
  });

  it('is said for every rpc, and fields it names exist', () => {
    for (const method of methods) {
      const who = accessOf(method);
      expect([method.name, routeOf(method) === undefined]).toEqual([method.name, who.case === 'internal']);
      const field = who.value !== undefined && 'field' in who.value ? who.value.field : undefined;
      if (field) expect(method.input.fields.map(({ name }) => name)).toContain(field);
    }
  });
});

describe('A caller’s token', () => {
  const keys = { gateway: generateKeyPairSync('ed25519'), orders: generateKeyPairSync('ed25519') };
  const pem = (issuer: keyof typeof keys) =>
    keys[issuer].privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicPem = (issuer: keyof typeof keys) =>
    keys[issuer].publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const verifier = new CallerVerifier({ gateway: publicPem('gateway'), orders: publicPem('orders') });
  const now = Date.now();

  it('tells who calls, for a minute', () => {
    const token = new CallerSigner('gateway', pem('gateway')).token(mentor, now);

    expect(verifier.verify(token, now)).toMatchObject({ issuer: 'gateway', person: mentor });
    expect(codeOf(() => verifier.verify(token, now + 61_000))).toBe('auth.required');
  });

  it.each([
    ['absent', undefined],
    ['garbage', 'a.b'],
    [
      'changed',
      new CallerSigner('gateway', pem('gateway'))
        .token(mentor, now)
        .replace(/.(?=[^.]*\.)/, (c) => (c === 'A' ? 'B' : 'A')),
    ],
    ['signed by somebody else', new CallerSigner('gateway', pem('orders')).token(mentor, now)],
    ['for a person, by a service', new CallerSigner('orders', pem('orders')).token(mentor, now)],
    ['of an unknown service', new CallerSigner('fishing', pem('orders')).token(undefined, now)],
  ])('is refused when %s', (_, token) => {
    expect(codeOf(() => verifier.verify(token, now))).toBe('auth.required');
  });
});
