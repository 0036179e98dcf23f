import { describe, expect, it } from '@jest/globals';
import { read } from '#service/settings.js';
import { assertProviderAllowed, settings } from './config.js';

const env = {
  SANDBOX_URL: 'http://127.0.0.1:1',
  SANDBOX_SECRET: 'shared',
  PII_KEY: 'key',
  PII_INDEX_KEY: 'another key',
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
});
