import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROCESSES, type ProcessName } from './project.js';
import { secretsIn } from './secrets.js';
import { bucketIn, launchOf, stripeIn } from './services.js';

// Made of words, so that nobody takes them for keys.
const STRIPE = { STRIPE_SECRET_KEY: ['sk', 'test', 'x'].join('_'), STRIPE_WEBHOOK_SECRET: 'signed with this' };
const BUCKET = { BLOB_S3_BUCKET: 'ours', BLOB_S3_SECRET: 'for three of them' };
const folder = mkdtempSync(join(tmpdir(), 'tianjian-services-'));

afterEach(() => {
  for (const name of [...Object.keys(STRIPE), ...Object.keys(BUCKET)]) delete process.env[name];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function envOf(process: ProcessName, stripe: NodeJS.ProcessEnv, bucket: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const url = 'nats://127.0.0.1:4222';
  const places = {
    folder,
    postgresUrl: 'postgres://127.0.0.1/',
    natsUrl: url,
    redisUrl: '',
    gatewayPort: 1,
    furtherGatewayPorts: [],
    sandboxPort: 2,
    rtmpPort: 3,
    playPort: 4,
  };
  const given = { ...places, secrets: secretsIn(folder), stripe, bucket };
  return launchOf(given, { process, name: process, env: {} }).env ?? {};
}

describe('The payment provider of a local system', () => {
  it('is the sandbox, and Stripe where its key is in the environment; nobody but orders sees the key', () => {
    expect(envOf('orders', {})).toMatchObject({ PAYMENT_PROVIDER: 'sandbox' });
    Object.assign(process.env, STRIPE);

    for (const name of PROCESSES) {
      const env = envOf(name, stripeIn(process.env));
      if (name === 'orders') expect(env).toMatchObject({ PAYMENT_PROVIDER: 'stripe', ...STRIPE });
      else expect(Object.keys(env).filter((key) => key.startsWith('STRIPE_'))).toEqual([]);
    }
  });
});

describe('The files of a local system', () => {
  it('lie in its folder, and in a bucket where the environment names one; who reads none sees no key', () => {
    expect(envOf('gateway', {})).not.toHaveProperty('BLOB_S3_BUCKET');
    Object.assign(process.env, BUCKET);

    const see = PROCESSES.filter((name) => 'BLOB_S3_SECRET' in envOf(name, {}, bucketIn(process.env)));
    expect(see.sort()).toEqual(['catalog', 'gateway', 'media-edge', 'orders']);
  });
});
