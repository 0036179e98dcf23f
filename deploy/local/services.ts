import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATOR } from './broker-permissions.js';
import { freePort } from './ports.js';
import { OWNERS, root, serviceOf, type Login, type Owner, type ProcessName } from './project.js';
import { urlOf } from './provision.js';
import type { Secrets } from './secrets.js';
import type { Launch } from './supervised.js';

/** Where everything is: what the settings of all processes are made from. */
export interface Places {
  folder: string;
  secrets: Secrets;
  postgresUrl: string;
  natsUrl: string;
  redisUrl: string;
  gatewayPort: number;
  /** Where more than one gateway runs. */
  furtherGatewayPorts: number[];
  sandboxPort: number;
  /** The edge's: for publishers, for viewers. */
  rtmpPort: number;
  playPort: number;
  /** STRIPE_… of whoever started us: with a key, money is taken by Stripe. */
  stripe: NodeJS.ProcessEnv;
  /** BLOB_S3_… likewise: with a bucket, files lie there. */
  bucket: NodeJS.ProcessEnv;
}

const EDGE_ID = 'edge-1';
const START_ATTEMPTS = 3;
const READY_TIMEOUT_MS = 2_000;

export const databaseOf = (owner: Owner) => `tianjian_${owner}`;

export const mainOf = (name: string) => join(root, 'dist', 'apps', name, 'src', 'main.js');
export const isBuilt = (name: string) => existsSync(mainOf(name));

export const databaseUrl = ({ postgresUrl, secrets }: Places, owner: Owner, login: Login) =>
  urlOf(postgresUrl, databaseOf(owner), `${owner}_${login}`, secrets.logins[owner][login]);

const sandboxFile = (folder: string) => join(folder, 'sandbox.jsonl');
const mediaFolder = (folder: string) => join(folder, 'media');
const smsFile = (folder: string) => join(folder, 'sms.jsonl');

/** Where `npm run check:books` finds what it compares. */
export const booksEnv = (places: Places): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    OWNERS.map((owner) => [`BOOKS_${owner.toUpperCase()}_URL`, databaseUrl(places, owner, 'books')]),
  ),
  SANDBOX_FILE: sandboxFile(places.folder),
});

// A young generation of 8 MB in place of 16 keeps 10 to 20 MiB less resident, and costs no CPU that could be measured.
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=8'];

interface Instance {
  process: ProcessName;
  /** "catalog-2" */
  name: string;
  /** On top of what the system gives. */
  env: NodeJS.ProcessEnv;
}

/** How to run one process of the system. */
export function launchOf(places: Places, { process: name, name: title, env }: Instance): Launch {
  let healthPort = 0;
  return {
    name: title,
    file: process.execPath,
    args: [...NODE_FLAGS, mainOf(name)],
    cwd: root,
    env: { ...inherited(), ...settingsOf(name, places), ...env },
    renew: async () => {
      healthPort = await freePort();
      return { HEALTH_PORT: String(healthPort) };
    },
    logFile: join(places.folder, 'log', `${title}.log`),
    mark: mainOf(name),
    stopSignal: 'SIGTERM',
    startAttempts: START_ATTEMPTS,
    ready: async () => {
      const url = `http://127.0.0.1:${healthPort}/readyz`;
      const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(READY_TIMEOUT_MS) });
      if (!ok) throw new Error(`${title} answers ${status}`);
    },
  };
}

/** The environment of whoever loads the demo or plays the back office. */
export const operatorEnv = (places: Places): NodeJS.ProcessEnv => ({
  ...inherited(),
  ...commonSettings(OPERATOR, places),
  GATEWAY_URL: `http://127.0.0.1:${places.gatewayPort}`,
});

/** The same for whoever loads the demo at full scale. */
export const loaderEnv = (places: Places): NodeJS.ProcessEnv => ({
  ...operatorEnv(places),
  SANDBOX_URL: `http://127.0.0.1:${places.sandboxPort}`,
  SANDBOX_SECRET: places.secrets.sandbox,
  DEMO_FOLDER: join(places.folder, 'demo-full'),
});

function settingsOf(name: ProcessName, places: Places): NodeJS.ProcessEnv {
  const { secrets, folder, gatewayPort, sandboxPort, rtmpPort, playPort } = places;
  const playUrl = `http://127.0.0.1:${playPort}`;
  const owner = OWNERS.find((one) => one === name);
  const own: Partial<Record<ProcessName, NodeJS.ProcessEnv>> = {
    identity: { TOKEN_PRIVATE_KEY: secrets.tokens.privateKey, SMS_FILE: smsFile(folder) },
    orders: {
      PAYMENT_PROVIDER: places.stripe['STRIPE_SECRET_KEY'] ? 'stripe' : 'sandbox',
      ...places.stripe,
      SANDBOX_URL: `http://127.0.0.1:${sandboxPort}`,
      SANDBOX_SECRET: secrets.sandbox,
    },
    sandbox: {
      PORT: String(sandboxPort),
      SANDBOX_FILE: sandboxFile(folder),
      SANDBOX_SECRET: secrets.sandbox,
      WEBHOOK_URL: `http://127.0.0.1:${gatewayPort}/webhooks/sandbox`,
    },
    livestream: {
      STREAM_KEY_SECRETS: JSON.stringify(secrets.streamKeys),
      MEDIA_EDGES: JSON.stringify([{ edgeId: EDGE_ID, rtmpUrl: `rtmp://127.0.0.1:${rtmpPort}`, playUrl }]),
    },
    'media-edge': {
      EDGE_ID,
      STREAM_KEY_SECRETS: JSON.stringify(secrets.streamKeys),
      MEDIA_FOLDER: mediaFolder(folder),
      RTMP_PORT: String(rtmpPort),
      PORT: String(playPort),
      PUBLIC_URL: playUrl,
      // A developer's disk may be nearly full; nobody's evidence lies on it.
      DISK_FREE_MIN_MB: '200',
      // Twice on one disk is of no use for longer.
      KEEP_LOCAL_FOR: '10min',
      ...blobPlace(places),
    },
    gateway: { PORT: String(gatewayPort), TOKEN_PUBLIC_KEY: secrets.tokens.publicKey, PLAY_ORIGINS: playUrl },
  };
  return {
    ...commonSettings(serviceOf(name), places),
    ...(owner ? databaseSettings(owner, places) : {}),
    ...(name === 'identity' || name === 'orders' ? personalSettings(secrets.personal[name]) : {}),
    ...(BLOB_READERS.includes(name) ? blobSettings(places) : {}),
    ...own[name],
  };
}

const commonSettings = (name: string, { natsUrl, redisUrl, secrets }: Places): NodeJS.ProcessEnv => ({
  NODE_ENV: 'development',
  LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
  ...brokerSettings(name, natsUrl, secrets),
  REDIS_URL: redisUrl,
  CALLER_PRIVATE_KEY: secrets.callers[name]?.privateKey,
  CALLER_PUBLIC_KEYS: JSON.stringify(
    Object.fromEntries(Object.entries(secrets.callers).map(([issuer, { publicKey }]) => [issuer, publicKey])),
  ),
});

/** On a broker somebody else runs, all come in under the name its URL gives. */
function brokerSettings(name: string, natsUrl: string, secrets: Secrets): NodeJS.ProcessEnv {
  const { username, password } = new URL(natsUrl);
  if (process.env['NATS_URL'] === natsUrl) return { NATS_URL: natsUrl, NATS_USER: username, NATS_PASSWORD: password };
  return { NATS_URL: natsUrl, NATS_USER: name, NATS_PASSWORD: secrets.broker[name] };
}

const databaseSettings = (owner: Owner, places: Places): NodeJS.ProcessEnv => ({
  DATABASE_URL: databaseUrl(places, owner, 'app'),
  DATABASE_WORK_URL: databaseUrl(places, owner, 'work'),
});

const BLOB_READERS: ProcessName[] = ['gateway', 'catalog', 'orders'];

const blobPlace = ({ folder, bucket }: Places): NodeJS.ProcessEnv => ({
  ...bucket,
  BLOB_FOLDER: join(folder, 'blobs'),
});

const blobSettings = (places: Places): NodeJS.ProcessEnv => ({
  ...blobPlace(places),
  BLOB_LINK_SECRET: places.secrets.blobLinks,
});

const personalSettings = ({ key, indexKey }: { key: string; indexKey: string }): NodeJS.ProcessEnv => ({
  PII_KEY: key,
  PII_INDEX_KEY: indexKey,
});

/**
 * Ours, without what is meant for this process alone or for some services: flags, the superuser, the payment provider,
 * the bucket.
 */
function inherited(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _flags, POSTGRES_URL: _superuser, ...rest } = process.env;
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !isOfStripe(name) && !isOfBucket(name)));
}

const isOfStripe = (name: string) => name.startsWith('STRIPE_');

const isOfBucket = (name: string) => name.startsWith('BLOB_S3_');

/** What an environment says about Stripe. */
export const stripeIn = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => isOfStripe(name)));

/** What an environment says about a bucket for files. */
export const bucketIn = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => isOfBucket(name)));
