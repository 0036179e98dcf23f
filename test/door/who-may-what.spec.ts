import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DescMethod } from '@bufbuild/protobuf';
import { CallerSigner } from '#messaging/caller.js';
import { accessOf, methods, routeOf } from '#messaging/contract.js';
import { Problem } from '#problems/problem.js';
import { leaks } from './row-level-security.js';
import { requests } from './who-may-what.requests.js';
import { INTERNAL, MODERATES, ROLES, rows } from './who-may-what.table.js';
import { World } from './world.js';

const CODES: Record<string, string> = {
  ok: 'ok',
  '401': 'auth.required',
  '403': 'access.denied',
  '404': 'not_found',
  bad: 'request.invalid',
  taken: 'phone.taken',
  wrong: 'auth.failed',
  twice: 'request.repeated_differently',
};
const KEPT_OUT = ['auth.required', 'access.denied', 'not_found'];
const ISSUERS = [
  'gateway',
  'identity',
  'catalog',
  'orders',
  'livestream',
  'attribution',
  'sandbox',
  'media',
  'operator',
];

const nameOf = (method: DescMethod) => `${method.parent.name}.${method.name}`;
const methodNamed = new Map(methods.map((method) => [nameOf(method), method]));
const open = methods.filter(routeOf).map(nameOf);
const internal = methods.filter((method) => !routeOf(method)).map(nameOf);

let world: World;
beforeAll(async () => {
  world = await World.make();
}, 180_000);
afterAll(() => world?.end(), 60_000);

describe('Who may what', () => {
  it('has a row for every rpc, and an rpc for every row', () => {
    expect([...new Set(rows.map(({ rpc }) => rpc))].sort()).toEqual([...open].sort());
    expect(Object.keys(INTERNAL).sort()).toEqual([...internal].sort());
  });

  it.each(rows)('$rpc, $object', async ({ rpc, object, answers }) => {
    const method = methodNamed.get(rpc)!;
    const given: string[] = [];
    for (const [at, role] of ROLES.entries()) {
      const request = await requests[rpc]!(world, object);
      const { code } = await world.knock(method, request, role === 'anybody' ? undefined : world.person(role).token);
      given.push(answers[at] === 'in' && !KEPT_OUT.includes(code) ? 'in' : code);
    }

    const expected = answers.map((answer) => CODES[answer] ?? answer);
    expect(byRole(given)).toEqual(byRole(expected));
  });

  it('lets a moderator keep order in the chat, and do nothing else that is a company’s', async () => {
    const companys = methods.filter((method) => routeOf(method) && accessOf(method).case === 'company');
    const may: string[] = [];
    for (const method of companys) {
      const request = await requests[nameOf(method)]!(world, 'own');
      const { code } = await world.knock(method, request, world.person('moderator').token);
      if (code !== 'access.denied') may.push(nameOf(method));
    }

    expect(may.sort()).toEqual([...MODERATES].sort());
  });

  // Not at the gateway but at the service itself: whoever reached the broker with a key of another service.
  it.each([...methodNamed.keys()])('%s, called by a service', async (rpc) => {
    const may: string[] = [];
    for (const issuer of ISSUERS) if (await isServed(rpc, issuer)) may.push(issuer);

    // What is on the public door is served to the gateway alone: it vouches for people.
    expect(may).toEqual(INTERNAL[rpc] ?? ['gateway']);
  });

  it('keeps companies apart in the database alone, were a service to forget to ask', async () => {
    const { leaks: found, looked } = await leaks(world);

    expect(found).toEqual([]);
    expect(looked).toEqual(
      expect.arrayContaining([
        'catalog.stock',
        'orders.order_line',
        'livestream.live_session',
        'attribution.split_rule',
      ]),
    );
  });

  it('serves no internal rpc at the public door', async () => {
    for (const rpc of internal) {
      const response = await fetch(`${world.system.url}/api/${rpc.replace('.', '/')}`, { method: 'POST' });
      expect(response.status).toBe(404);
    }
  });
});

/** Whether an empty request gets past the question who asks. */
async function isServed(rpc: string, issuer: string): Promise<boolean> {
  const signer = new CallerSigner(issuer, world.system.secrets.callers[issuer]!.privateKey);
  const token = signer.token(undefined, Date.now());
  const outcome = await world.stranger.rpc.send(methodNamed.get(rpc)!, {}, token).then(
    () => 'ok',
    (error: unknown) => Problem.from(error).code,
  );
  expect(outcome).not.toBe('unavailable');
  return outcome !== 'access.denied';
}

const byRole = (answers: string[]) => Object.fromEntries(answers.map((answer, at) => [ROLES[at], answer]));
