import { integer, secret, text, url, type Settings } from '#service/settings.js';

export const settings = {
  host: text('HOST', { default: '127.0.0.1' }),
  port: integer('PORT', { min: 0, max: 65_535 }),
  healthPort: integer('HEALTH_PORT', { min: 0, max: 65_535, default: 0 }),
  /** Everything the provider knows: created if it is not there. */
  file: text('SANDBOX_FILE'),
  /** Shared with orders: opens the door, signs the webhooks. */
  secret: secret('SANDBOX_SECRET'),
  webhookUrl: url('WEBHOOK_URL'),
  nodeEnv: text('NODE_ENV', { default: 'development' }),
  allowSandbox: text('ALLOW_SANDBOX', { default: '' }),
  logLevel: text('LOG_LEVEL', { default: 'info' }),
};

/** Play money must never stand where real money is expected. */
export function assertSandboxAllowed({ nodeEnv, allowSandbox }: Settings<typeof settings>): void {
  if (nodeEnv === 'production' && allowSandbox !== '1') {
    throw new Error('The sandbox provider does not run with NODE_ENV=production unless ALLOW_SANDBOX=1');
  }
}
