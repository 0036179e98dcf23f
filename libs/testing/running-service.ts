import {
  create,
  toJson,
  fromJson,
  type DescMessage,
  type DescMethod,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import type { Type } from '@nestjs/common';
import { afterAll, beforeAll } from '@jest/globals';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EventId } from '#kernel/id.js';
import { callContext } from '#messaging/call-context.js';
import { CallerSigner, type CallingPerson } from '#messaging/caller.js';
import { registry } from '#messaging/contract.js';
import { Courier, prepareStreams } from '#messaging/courier.js';
import { eventSubject } from '#messaging/subjects.js';
import type { Entity } from '#database/source.js';
import { connect } from '@nats-io/transport-node';
import { launch, type RunningService } from '#service/start.js';
import type { Setting } from '#service/settings.js';
import { startBroker, type Broker } from './broker.js';

const SERVICES = ['gateway', 'identity', 'catalog', 'orders', 'livestream', 'attribution', 'media', 'operator'];

// A loaded machine is slow; a test that gives up early fails for nothing.
const PATIENCE_MS = 30_000;

// One set of keys for all services of a test process.
const pairs = new Map(SERVICES.map((name) => [name, generateKeyPairSync('ed25519')]));
const privateKey = (name: string) => pairs.get(name)!.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicKeys = JSON.stringify(
  Object.fromEntries(
    [...pairs].map(([name, pair]) => [name, pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()]),
  ),
);
const signers = new Map(SERVICES.map((name) => [name, new CallerSigner(name, privateKey(name))]));

/** For another process beside the services: the keys of one of those who call. */
export const callerEnv = (name: string): NodeJS.ProcessEnv => ({
  CALLER_PRIVATE_KEY: privateKey(name),
  CALLER_PUBLIC_KEYS: publicKeys,
});

/** A caller's token: a service, a person, or somebody who is not signed in. */
export const asService = (name: string) => signers.get(name)!.token(undefined, Date.now());
export const asPerson = (person: CallingPerson) => signers.get('gateway')!.token(person, Date.now());
export const asAnybody = () => signers.get('gateway')!.token(undefined, Date.now());

interface Options {
  settings?: Record<string, Setting<unknown>>;
  entities?: Entity[];
  env?: NodeJS.ProcessEnv;
  /** Another service of the same test, whose broker is shared. It must be declared first. */
  beside?: RunningServiceUnderTest;
  /** How many instances run on the one database. */
  replicas?: number;
}

/** A real service on a database of its own (made from the migrated template) and a broker of its own. */
export function runningService(name: string, module: Type, options: Options = {}): RunningServiceUnderTest {
  const service = new RunningServiceUnderTest(name, module, options);
  beforeAll(() => service.start(), 60_000);
  afterAll(() => service.stop(), 60_000);
  return service;
}

export class RunningServiceUnderTest {
  broker!: Broker;
  database!: string;
  instances: RunningService[] = [];
  private admin!: pg.Client;
  private superuser!: pg.Pool;

  constructor(
    readonly name: string,
    private readonly module: Type,
    private readonly options: Options,
  ) {}

  async start(): Promise<void> {
    const { beside, replicas = 1 } = this.options;
    this.broker = beside?.broker ?? (await startBroker());
    if (!beside) await this.prepareBroker();

    this.database = `test_${this.name}_${randomBytes(6).toString('hex')}`;
    this.admin = new pg.Client(required('TEST_POSTGRES_URL'));
    await this.admin.connect();
    await this.admin.query(`CREATE DATABASE ${this.database} TEMPLATE template_${this.name}`);
    this.superuser = new pg.Pool({ connectionString: this.url(), max: 2 });
    this.superuser.on('error', () => {}); // The database is dropped under connections that are still closing.
    for (let replica = 0; replica < replicas; replica += 1) await this.startInstance();
  }

  async startInstance(): Promise<RunningService> {
    const { settings, entities, env } = this.options;
    const instance = await launch(this.name, this.module, { settings, entities, env: { ...this.env(), ...env } });
    this.instances.push(instance);
    return instance;
  }

  async stop(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop()));
    await this.superuser?.end();
    await this.admin?.query(`DROP DATABASE IF EXISTS ${this.database} WITH (FORCE)`);
    await this.admin?.end();
    if (!this.options.beside) await this.broker?.stop();
    await rm(this.smsFile, { force: true });
    await rm(this.blobFolder, { recursive: true, force: true });
  }

  /** Made when the first blob is put there. */
  get blobFolder(): string {
    return join(tmpdir(), `tianjian-blobs-${this.database}`);
  }

  /** Made when the first text message is sent. */
  private get smsFile(): string {
    return join(tmpdir(), `tianjian-sms-${this.database}.jsonl`);
  }

  /** Calls an rpc over the broker, by default as the gateway for somebody who is not signed in. */
  call<M extends DescMethod>(
    method: M,
    request: MessageInitShape<M['input']>,
    callerToken = asAnybody(),
  ): Promise<MessageShape<M['output']>> {
    const { rpc } = this.instances[0]!.core;
    const context = { requestId: 'test', deadline: Date.now() + PATIENCE_MS };
    return callContext.run(context, () => rpc.call(method, create<M['input']>(method.input, request), callerToken));
  }

  /** As a superuser: for what a test must see or set beside the front door. */
  async sql<Row = Record<string, never>>(text: string, params: unknown[] = []): Promise<Row[]> {
    return (await this.superuser.query(text, params)).rows as Row[];
  }

  /** What the service published of one kind, in order. */
  async published<E extends DescMessage>(schema: E): Promise<MessageShape<E>[]> {
    const rows = await this.sql<{ payload: string }>(
      'SELECT payload FROM outbox WHERE subject = $1 ORDER BY created_at, id',
      [eventSubject(schema)],
    );
    return rows.map((row) => fromJson<E>(schema, JSON.parse(row.payload), { registry }));
  }

  /** Sends an event as its publisher's relay would. Returns its id; give one to send it again. */
  async deliver<E extends DescMessage>(
    schema: E,
    event: MessageInitShape<E>,
    eventId: string = EventId.new(),
  ): Promise<string> {
    const payload = JSON.stringify(toJson(schema, create(schema, event), { alwaysEmitImplicit: true, registry }));
    const courier = new Courier(this.instances[0]!.core.nats);
    await courier.deliver({ messageId: EventId.new(), eventId, subject: eventSubject(schema), payload });
    return eventId;
  }

  /** The URL of this database under a login ("catalog_app"), or as superuser. */
  url(login?: string): string {
    const url = new URL(required('TEST_POSTGRES_URL'));
    url.pathname = `/${this.database}`;
    if (login) [url.username, url.password] = [login, login];
    return url.toString();
  }

  private env(): NodeJS.ProcessEnv {
    return {
      DATABASE_URL: this.url(`${this.name}_app`),
      DATABASE_WORK_URL: this.url(`${this.name}_work`),
      NATS_URL: this.broker.url,
      REDIS_URL: process.env['TEST_REDIS_URL'],
      HEALTH_PORT: '0',
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      CALLER_PRIVATE_KEY: privateKey(this.name),
      CALLER_PUBLIC_KEYS: publicKeys,
      PII_KEY: Buffer.alloc(32, 1).toString('base64'),
      PII_INDEX_KEY: Buffer.alloc(32, 2).toString('base64'),
      TOKEN_PRIVATE_KEY: privateKey('identity'),
      BLOB_FOLDER: this.blobFolder,
      BLOB_LINK_SECRET: 'only for tests',
      SMS_FILE: this.smsFile,
    };
  }

  private async prepareBroker(): Promise<void> {
    const connection = await connect({ servers: this.broker.url });
    await prepareStreams(connection);
    await connection.close();
  }
}

/** Waits for what happens in the background: until `look` gives something true. */
export async function eventually<T>(
  look: () => Promise<T>,
  { within = 15_000, every = 25 } = {},
): Promise<NonNullable<T>> {
  const until = Date.now() + within;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > until) throw new Error(`not seen within ${within} ms: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run tests with npm test or npm run test:verbs`);
  return value;
}
