import { afterAll, beforeAll } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { methods } from '#messaging/contract.js';
import { outside, type Schema } from './conforms.js';
import { anyText, broken, dice, fitting, mutated, type Dice } from './fuzz.js';
import type { Request } from './knock.js';
import { difference, Snapshots } from './snapshot.js';
import { requests } from './who-may-what.requests.js';
import { World, PASSWORD } from './world.js';
import type { System } from '../../deploy/local/system.js';

// The same requests every time, but for what the door has answered before; another seed finds others.
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
const AT_ONCE = 16;
// Access tokens live for ten minutes.
const SIGN_IN_AGAIN_MS = 4 * 60_000;
const REMEMBERED = 20;
const QUIET_LOOKS = 3;
const QUIET_MS = 50;

interface Operation {
  operationId: string;
  verb: string;
  path: string;
  parameters?: { name: string; in: 'path' | 'query'; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { 'x-codes'?: string[]; content: Record<string, { schema: Schema }> }>;
}

/** "Orders.Place" by what the document calls it. */
const rpcNamed = new Map(
  methods.map(({ parent, name, localName }) => [`${parent.name}.${localName}`, `${parent.name}.${name}`]),
);

/** A world of its own that strange things are asked of. */
export function openFuzzing(): Fuzzing {
  const fuzzing = new Fuzzing();
  beforeAll(() => fuzzing.open(), 180_000);
  afterAll(() => fuzzing.close(), 60_000);
  return fuzzing;
}

export class Fuzzing {
  readonly seed = SEED;
  readonly statuses = new Map<number, number>();
  /** Operations that were let through, each as often. */
  readonly done = new Map<string, number>();
  private readonly rolled = dice(SEED);
  private readonly learned = new Map<string, string[]>();
  private signedInAt = Date.now();
  private world!: World;
  private snapshots!: Snapshots;
  operations: Operation[] = [];
  private schemas: Record<string, Schema> = {};

  async open(): Promise<void> {
    this.world = await World.make();
    this.snapshots = await Snapshots.open(this.world.system);
    const api = (await (await fetch(`${this.url}/api/openapi.json`)).json()) as {
      components: { schemas: Record<string, Schema> };
      paths: Record<string, Record<string, Operation>>;
    };
    this.schemas = api.components.schemas;
    this.operations = Object.entries(api.paths).flatMap(([path, verbs]) =>
      Object.entries(verbs).map(([verb, operation]) => ({ ...operation, verb: verb.toUpperCase(), path })),
    );
  }

  async close(): Promise<void> {
    await this.snapshots?.close();
    await this.world?.end();
  }

  get system(): System {
    return this.world.system;
  }

  get url(): string {
    return this.system.url;
  }

  /** So many strange things; what was answered otherwise than the door says it does. */
  async ask(requests: number): Promise<string[]> {
    const faults: string[] = [];
    for (let sent = 0; sent < requests; sent += AT_ONCE) {
      await this.signInAgain();
      const batch: Strange[] = [];
      for (let at = 0; at < AT_ONCE; at += 1) {
        batch.push(await this.strange(this.operations[(sent + at) % this.operations.length]!));
      }
      const answers = await Promise.all(batch.map((request) => this.judged(request)));
      for (const [at, { status, complaints, body }] of answers.entries()) {
        const request = batch[at]!;
        this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
        if (complaints.length > 0) faults.push(`${shown(request)} → ${status} ${complaints.join('; ')}`);
        if (status === 200) this.learn(request, body);
      }
    }
    return faults;
  }

  /** So many more, one after the other and each when all is quiet: tables that changed although it was refused. */
  async askAlone(requests: number): Promise<{ refused: number; changed: string[] }> {
    const changed: string[] = [];
    let refused = 0;
    let before = await this.quiet();
    for (let at = 0; at < requests; at += 1) {
      await this.signInAgain();
      const request = await this.strange(this.rolled.pick(this.operations));
      if ((await this.snapshots.nextWrite()) !== before.nextWrite) before = await this.quiet();
      const { status } = await this.judged(request);
      if (status !== 200) refused += 1;
      // Whatever writes, for good or to be rolled back, takes the next number.
      if ((await this.snapshots.nextWrite()) === before.nextWrite) continue;
      const after = await this.quiet();
      const tables = status === 200 ? [] : difference(before.tables, after.tables);
      if (tables.length > 0) changed.push(`${tables.join(', ')} by ${shown(request)} → ${status}`);
      before = after;
    }
    return { refused, changed };
  }

  /** How everything stands when what went on behind the answers has ended. */
  private async quiet(): Promise<Seen> {
    while (await this.snapshots.workWaits()) await sleep(QUIET_MS);
    let nextWrite = await this.snapshots.nextWrite();
    for (let looks = 0; looks < QUIET_LOOKS; looks += 1) {
      await sleep(QUIET_MS);
      const next = await this.snapshots.nextWrite();
      if (next !== nextWrite) looks = -1;
      nextWrite = next;
    }
    return { nextWrite, tables: await this.snapshots.take() };
  }

  private async signInAgain(): Promise<void> {
    if (Date.now() - this.signedInAt < SIGN_IN_AGAIN_MS) return;
    this.signedInAt = Date.now();
    await this.snapshots.forgetGuesses();
    for (const person of this.world.people.values()) person.token = (await this.world.signIn(person.phone)).accessToken;
  }

  /** Half of them as a client would ask who knows the company, the others as the document lets one; most spoilt somewhere. */
  private async strange(operation: Operation): Promise<Strange> {
    const { rolled } = this;
    const role = rolled.pick(['owner', 'owner', 'owner', 'buyer', 'buyer', 'their owner', 'mentor', 'host', undefined]);
    const headers: Record<string, string> = {
      ...(role ? { authorization: `Bearer ${this.world.person(role).token}` } : {}),
      ...(rolled.chance(0.02) ? { authorization: 'Bearer nonsense' } : {}),
    };
    const object = rolled.pick(['own', 'own', 'own', 'foreign', 'nested', 'random'] as const);
    const knows = rolled.chance(0.5);
    const rpc = rpcNamed.get(operation.operationId);
    const request = knows && rpc ? await requests[rpc]?.(this.world, object) : undefined;
    const { path, query, rest } = this.address(operation, request);
    const content = operation.requestBody?.content;
    if (!content) return { operation, path: `${path}${query}`, headers };

    const schema = content['application/json']?.schema;
    const wrongType = rolled.chance(0.03)
      ? rolled.pick(['text/plain', 'application/xml', 'multipart/form-data'])
      : undefined;
    const type = wrongType ?? rolled.pick(Object.keys(content));
    const body = schema ? this.jsonBody(schema, rest) : file(rolled);
    return { operation, path: `${path}${query}`, headers: { ...headers, 'content-type': type }, body };
  }

  private jsonBody(schema: Schema, asked: Request | undefined): Buffer {
    const { rolled } = this;
    let value: unknown = asked ?? fitting(schema, this.schemas, rolled, this.known);
    for (let changes = rolled.below(3); changes > 0; changes -= 1) value = mutated(value, rolled);
    const text = JSON.stringify(value) ?? '';
    return rolled.chance(0.08) ? broken(text, rolled) : Buffer.from(text);
  }

  /** Where it goes: what of a request stands in the path and in the query; the rest is for the body. */
  private address({ path, parameters = [], requestBody }: Operation, request: Request | undefined) {
    const { rolled } = this;
    const rest = request && { ...request };
    const valueOf = (name: string, schema: Schema) => {
      const wanted = rest?.[name];
      if (rest) delete rest[name];
      if (rolled.chance(wanted === undefined ? 0.15 : 0.05)) return anyText(rolled);
      return String(wanted ?? fitting(schema, this.schemas, rolled, this.known, name));
    };
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
    return { path: filled, query: query ? `?${query}` : '', rest };
  }

  /** What there is behind the door, by the names of fields: made before, or heard of in an answer. */
  private readonly known = (field: string): string[] => {
    const { ours, theirs } = this.world;
    const flat = (farm: typeof ours): Record<string, unknown> => ({ ...farm, ...farm.order });
    const ids = [ours, ours, theirs].flatMap((farm) =>
      typeof flat(farm)[field] === 'string' ? [flat(farm)[field] as string] : [],
    );
    const words: Record<string, string[]> = {
      categoryId: [this.world.categoryId],
      personId: [this.world.person('host').personId],
      phone: [this.world.person('buyer').phone, '13911112222'],
      password: [PASSWORD, 'wrong'],
      regionCode: ['620102', '620826'],
      originCode: ['620826'],
      harvestedOn: ['2026-09-20'],
      expiresOn: ['2099-12-31'],
      platform: ['tianjian', 'douyin'],
      party: ['payable:host', 'fund:incubator', ''],
      carrier: ['SF', 'YTO'],
      pageToken: [''],
    };
    return words[field] ?? [...ids, ...(this.learned.get(field) ?? [])];
  };

  private learn({ operation }: Strange, body: unknown): void {
    const name = `${operation.verb} ${operation.path}`;
    this.done.set(name, (this.done.get(name) ?? 0) + 1);
    this.remember(body);
  }

  private remember(value: unknown, name = ''): void {
    if (Array.isArray(value)) for (const one of value) this.remember(one, name.replace(/s$/, ''));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) this.remember(member, key);
    } else if (typeof value === 'string' && value !== '' && /(Id|Key|^code)$/.test(name)) {
      this.learned.set(name, [...(this.learned.get(name) ?? []), value].slice(-REMEMBERED));
    }
  }

  private async judged({ operation, path, headers, body }: Strange): Promise<Judged> {
    const response = await fetch(`${this.url}${path}`, {
      method: operation.verb,
      headers,
      ...(body ? { body: new Uint8Array(body) } : {}),
    });
    const { status } = response;
    // A viewer's stream of events has no end.
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return { status, complaints: [] };
    }
    const text = await response.text();
    if (status >= 500) return { status, complaints: [text.slice(0, 300)] };

    const described = operation.responses[status];
    if (status === 200) {
      const schema = described?.content['application/json']?.schema;
      if (!schema) return { status, complaints: [] };
      const answer: unknown = JSON.parse(text);
      return { status, complaints: outside(answer, schema, this.schemas), body: answer };
    }
    const problem = JSON.parse(text) as { code: string; status: number; instance: string };
    const complaints = outside(problem, { $ref: '#/components/schemas/Problem' }, this.schemas, 'problem');
    if (problem.status !== status) complaints.push(`says ${problem.status}`);
    // A path value that is empty leads to another route; that one is not described here.
    const isElsewhere = path.includes('//') || path.endsWith('/') || status === 405 || path.includes('..');
    if (!isElsewhere && !described?.['x-codes']?.includes(problem.code))
      complaints.push(`${problem.code} is not announced`);
    return { status, complaints };
  }
}

interface Seen {
  nextWrite: string;
  tables: Map<string, string>;
}

interface Strange {
  operation: Operation;
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

interface Judged {
  status: number;
  complaints: string[];
  body?: unknown;
}

// The least PNG there is: one white pixel.
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTgz+QAAAABJRU5ErkJggg==';
const FILES = [
  Buffer.from(PIXEL, 'base64'),
  Buffer.from('商品,标题\r\n,"土豆'),
  Buffer.from('%PDF-1.7\n%%EOF'),
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  Buffer.alloc(0),
  Buffer.alloc(5_000, 0xff),
];

const file = (rolled: Dice): Buffer => {
  const whole = rolled.pick(FILES);
  return rolled.chance(0.3) ? whole.subarray(0, rolled.below(whole.length + 1)) : whole;
};

const shown = ({ operation, path, body }: Strange) =>
  `${operation.verb} ${path.slice(0, 200)} ${body?.toString().slice(0, 300) ?? ''}`;
