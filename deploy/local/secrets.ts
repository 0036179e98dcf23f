import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BROKER_USERS, OPERATOR } from './broker-permissions.js';
import { LOGINS, OWNERS, PROCESSES, serviceOf, type Login, type Owner } from './project.js';

export interface KeyPair {
  /** PEM, Ed25519. */
  privateKey: string;
  publicKey: string;
}

/** Everything a local system must keep to itself. */
export interface Secrets {
  postgres: string;
  redis: string;
  sandbox: string;
  /** Signs links to blobs that are not public. */
  blobLinks: string;
  /** By key id: sign what publishers come with. The first one signs. */
  streamKeys: Record<string, string>;
  /** By user of the broker. */
  broker: Record<string, string>;
  logins: Record<Owner, Record<Login, string>>;
  /** Who vouches for callers: by process, and the operator. */
  callers: Record<string, KeyPair>;
  /** For people's access tokens. */
  tokens: KeyPair;
  /** For personal data: each service that keeps any has its own. */
  personal: Record<'identity' | 'orders', { key: string; indexKey: string }>;
}

const PERSONAL_KEY_BYTES = 32;
const STREAM_KEY_BYTES = 32;

/** Made once and kept for the owner's eyes; what a later version needs besides is added. */
export function secretsIn(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  const kept: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const secrets = withKept(newSecrets(), kept);
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

function newSecrets(): Secrets {
  const logins = () => Object.fromEntries(LOGINS.map((login) => [login, password()])) as Record<Login, string>;
  const personal = () => ({ key: personalKey(), indexKey: personalKey() });
  return {
    postgres: password(),
    redis: password(),
    sandbox: password(),
    blobLinks: password(),
    streamKeys: { k1: randomBytes(STREAM_KEY_BYTES).toString('base64url') },
    broker: Object.fromEntries(BROKER_USERS.map((user) => [user, password()])),
    logins: Object.fromEntries(OWNERS.map((owner) => [owner, logins()])) as Secrets['logins'],
    callers: Object.fromEntries([...PROCESSES.map(serviceOf), OPERATOR].map((name) => [name, keyPair()])),
    tokens: keyPair(),
    personal: { identity: personal(), orders: personal() },
  };
}

function withKept<T>(made: T, kept: unknown): T {
  if (kept === undefined) return made;
  if (typeof made !== 'object' || made === null) return kept as T;
  const both = Object.entries(made).map(([key, value]) => [
    key,
    withKept(value, (kept as Record<string, unknown>)[key]),
  ]);
  return Object.fromEntries(both) as T;
}

const password = () => randomBytes(18).toString('base64url');
const personalKey = () => randomBytes(PERSONAL_KEY_BYTES).toString('base64');

function keyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
