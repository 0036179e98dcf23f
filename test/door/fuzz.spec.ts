import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { outside, type Schema } from './conforms.js';
import { anyText, broken, dice, fitting, mutated, type Dice } from './fuzz.js';
import { World, PASSWORD } from './world.js';

// The same requests every time; another seed finds others.
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 2_000);
const AT_ONCE = 8;

interface Operation {
  verb: string;
  path: string;
  parameters?: { name: string; in: 'path' | 'query'; schema: Schema }[];
  requestBody?: { content: { 'application/json'?: { schema: Schema } } };
  responses: Record<string, { 'x-codes'?: string[]; content: Record<string, { schema: Schema }> }>;
}

let world: World;
let operations: Operation[];
let schemas: Record<string, Schema>;
beforeAll(async () => {
  world = await World.make();
  const api = await (await fetch(`${world.system.url}/api/openapi.json`)).json();
  schemas = (api as { components: { schemas: Record<string, Schema> } }).components.schemas;
  operations = Object.entries((api as { paths: Record<string, Record<string, Operation>> }).paths).flatMap(
    ([path, verbs]) =>
      Object.entries(verbs).map(([verb, operation]) => ({ ...operation, verb: verb.toUpperCase(), path })),
  );
}, 180_000);
afterAll(() => world?.end(), 60_000);

describe(`The public door, asked ${REQUESTS} strange things (seed ${SEED})`, () => {
  it('answers all of them as it says it does, and none with a fault of its own', async () => {
    const rolled = dice(SEED);
    const faults: string[] = [];
    const statuses = new Map<number, number>();
    for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, at) =>
        strange(operations[(sent + at) % operations.length]!, rolled),
      );
      await Promise.all(
        batch.map(async (request) => {
          const { status, complaints } = await judged(request);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (complaints.length > 0) faults.push(`${shown(request)} → ${status} ${complaints.join('; ')}`);
        }),
      );
    }

    expect(faults).toEqual([]);
    // Strange things only would prove little: enough of them must have got through to the services.
    expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 20);
    expect((await fetch(`${world.system.url}/readyz`)).status).toBe(200);
  }, 600_000);
});

interface Strange {
  operation: Operation;
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

function strange(operation: Operation, rolled: Dice): Strange {
  const { path, query } = address(operation, rolled);
  const role = rolled.pick(['owner', 'owner', 'owner', 'buyer', 'buyer', 'their owner', 'mentor', 'host', undefined]);
  const headers: Record<string, string> = {
    ...(role ? { authorization: `Bearer ${world.person(role).token}` } : {}),
    ...(rolled.chance(0.02) ? { authorization: 'Bearer nonsense' } : {}),
  };
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (!schema) return { operation, path: `${path}${query}`, headers };

  let value = fitting(schema, schemas, rolled, known);
  for (let changes = rolled.below(3); changes > 0; changes -= 1) value = mutated(value, rolled);
  const text = JSON.stringify(value) ?? '';
  const body = rolled.chance(0.08) ? broken(text, rolled) : Buffer.from(text);
  const type = rolled.chance(0.03) ? rolled.pick(['text/plain', 'application/xml', 'multipart/form-data']) : undefined;
  return {
    operation,
    path: `${path}${query}`,
    headers: { ...headers, 'content-type': type ?? 'application/json' },
    body,
  };
}

function address({ path, parameters = [], requestBody }: Operation, rolled: Dice) {
  const valueOf = (name: string, schema: Schema) =>
    rolled.chance(0.15) ? anyText(rolled) : String(fitting(schema, schemas, rolled, known, name));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(valueOf(name, { type: 'string' }).toWellFormed()),
  );
  const pairs = parameters
    .filter((parameter) => parameter.in === 'query' && rolled.chance(0.5))
    .map(({ name, schema }) => `${name}=${encodeURIComponent(valueOf(name, schema).toWellFormed())}`);
  const extra = rolled.chance(0.05)
    ? [rolled.pick(['extra=1', '__proto__=1', 'q=%ff', '&&', 'pageSize=1&pageSize=2'])]
    : [];
  const query = [...(requestBody ? [] : pairs), ...extra].join('&');
  return { path: filled, query: query ? `?${query}` : '' };
}

/** What there is behind the door, by the names of fields. */
function known(field: string): string[] {
  const { ours, theirs } = world;
  const flat = (farm: typeof ours): Record<string, unknown> => ({ ...farm, ...farm.order });
  const ids = [ours, ours, theirs].flatMap((farm) =>
    typeof flat(farm)[field] === 'string' ? [flat(farm)[field]] : [],
  );
  const words: Record<string, string[]> = {
    categoryId: [world.categoryId],
    personId: [world.person('host').personId],
    phone: [world.person('buyer').phone, '13911112222'],
    password: [PASSWORD, 'wrong'],
    regionCode: ['620102', '620826'],
    originCode: ['620826'],
    harvestedOn: ['2026-09-20'],
    expiresOn: ['2099-12-31'],
    platform: ['tianjian', 'douyin'],
    party: ['payable:host', 'fund:incubator', ''],
    pageToken: [''],
  };
  return (words[field] ?? ids) as string[];
}

async function judged({ operation, path, headers, body }: Strange): Promise<{ status: number; complaints: string[] }> {
  const response = await fetch(`${world.system.url}${path}`, {
    method: operation.verb,
    headers,
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
  const text = await response.text();
  const { status } = response;
  if (status >= 500) return { status, complaints: [text.slice(0, 300)] };

  const described = operation.responses[status];
  if (status === 200) {
    return { status, complaints: outside(JSON.parse(text), described!.content['application/json']!.schema, schemas) };
  }
  const problem = JSON.parse(text) as { code: string; status: number; instance: string };
  const complaints = outside(problem, { $ref: '#/components/schemas/Problem' }, schemas, 'problem');
  if (problem.status !== status) complaints.push(`says ${problem.status}`);
  // A path value that is empty leads to another route; that one is not described here.
  const isElsewhere = path.includes('//') || path.endsWith('/') || status === 405 || path.includes('..');
  if (!isElsewhere && !described?.['x-codes']?.includes(problem.code))
    complaints.push(`${problem.code} is not announced`);
  return { status, complaints };
}

const shown = ({ operation, path, body }: Strange) =>
  `${operation.verb} ${path.slice(0, 200)} ${body?.toString().slice(0, 300) ?? ''}`;
