import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { SignJWT } from 'jose';
import { CallerSigner } from '#messaging/caller.js';
import { startBroker, type Broker } from '#testing/broker.js';
import { launchGateway, type RunningGateway } from '../../apps/gateway/src/launch.js';

const keys = {
  gateway: generateKeyPairSync('ed25519'),
  operator: generateKeyPairSync('ed25519'),
  tokens: generateKeyPairSync('ed25519'),
};
const privatePem = ({ privateKey }: { privateKey: KeyObject }) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = ({ publicKey }: { publicKey: KeyObject }) =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** For a real identity beside the gateway: the keys that both must agree on. */
export const identityEnv = {
  TOKEN_PRIVATE_KEY: privatePem(keys.tokens),
  CALLER_PUBLIC_KEYS: JSON.stringify({ gateway: publicPem(keys.gateway), operator: publicPem(keys.operator) }),
};
const operator = new CallerSigner('operator', privatePem(keys.operator));
export const asOperator = () => operator.token(undefined, Date.now());

export const BLOB_LINK_SECRET = 'only for tests';

/** What a gateway needs to be one. */
export const gatewayEnv = (broker: Broker, blobFolder: string): NodeJS.ProcessEnv => ({
  NATS_URL: broker.url,
  // Nobody is there: what needs Redis must get by without.
  REDIS_URL: 'redis://127.0.0.1:1',
  HEALTH_PORT: '0',
  PORT: '0',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'silent',
  CALLER_PRIVATE_KEY: privatePem(keys.gateway),
  CALLER_PUBLIC_KEYS: identityEnv.CALLER_PUBLIC_KEYS,
  TOKEN_PUBLIC_KEY: publicPem(keys.tokens),
  BLOB_FOLDER: blobFolder,
  BLOB_LINK_SECRET,
});

interface Options {
  env?: NodeJS.ProcessEnv;
  /** What has a broker already. */
  beside?: { broker: Broker };
}

/** The gateway in this process, by default with a broker and no service at all: what the door does by itself. */
export class GatewayAlone {
  broker!: Broker;
  running!: RunningGateway;
  blobFolder!: string;

  constructor(private readonly options: Options) {}

  async start(): Promise<void> {
    this.broker = this.options.beside?.broker ?? (await startBroker());
    this.blobFolder = await mkdtemp(join(tmpdir(), 'tianjian-blobs-'));
    this.running = await launchGateway({ ...gatewayEnv(this.broker, this.blobFolder), ...this.options.env });
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await rm(this.blobFolder, { recursive: true, force: true });
    if (!this.options.beside) await this.broker.stop();
  }

  get url() {
    return this.running.url;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.running.url}${path}`, init);
  }

  /** Sends a body as it is, with the type of JSON unless said otherwise. */
  post(path: string, body: RequestInit['body'], headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  }
}

export function gatewayAlone(options: Options = {}): GatewayAlone {
  const alone = new GatewayAlone(options);
  beforeAll(() => alone.start(), 60_000);
  afterAll(() => alone.stop(), 60_000);
  return alone;
}

interface Claims {
  memberships?: unknown[];
  mandates?: unknown[];
}

/** An access token as identity signs it; `age` and `life` in seconds. */
export function accessToken(
  personId: string,
  claims: Claims = {},
  { age = 0, life = 600, key = keys.tokens.privateKey } = {},
) {
  const issued = Math.floor(Date.now() / 1_000) - age;
  return new SignJWT({ name: 'Somebody', memberships: [], mandates: [], ...claims })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject(personId)
    .setIssuedAt(issued)
    .setExpirationTime(issued + life)
    .sign(key);
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const strangersKey = () => generateKeyPairSync('ed25519').privateKey;
