import { describe, expect, it } from '@jest/globals';
import { read } from '#service/settings.js';
import { assertProviderAllowed, assertProviderConfigured, settings } from './config.js';

const env = {
  SANDBOX_URL: 'http://127.0.0.1:1',
  SANDBOX_SECRET: 'shared',
  PII_KEY: 'key',
  PII_INDEX_KEY: 'another key',
  BLOB_FOLDER: '/nowhere',
  BLOB_LINK_SECRET: 'a third key',
};

describe('Settings of orders', () => {
  it('give a buyer a quarter of an hour to pay where nothing else is said', () => {
    expect(read(settings, env).payWithin).toBe(900_000);
  });

  it('refuse play money in production, unless told to', () => {
    const production = { ...env, NODE_ENV: 'production' };

    expect(() => assertProviderAllowed(read(settings, production))).toThrow('ALLOW_SANDBOX=1');
    assertProviderAllowed(read(settings, { ...production, ALLOW_SANDBOX: '1' }));
    assertProviderAllowed(read(settings, env));
  });

  it('name what the chosen provider needs, and ask nothing of the other', () => {
    const { SANDBOX_URL: _url, SANDBOX_SECRET: _secret, ...bare } = env;
    const check = (more: object) => () => assertProviderConfigured(read(settings, { ...bare, ...more }));

    expect(check({})).toThrow('SANDBOX_URL is not set; SANDBOX_SECRET is not set');
    expect(check({ PAYMENT_PROVIDER: 'stripe' })).toThrow(
      'STRIPE_SECRET_KEY is not set; STRIPE_WEBHOOK_SECRET is not set',
    );
    check({ PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'a key', STRIPE_WEBHOOK_SECRET: 'a secret' })();
  });
});
