import { choice, milliseconds, secret, text, url, type Settings } from '#service/settings.js';

export const settings = {
  paymentProvider: choice('PAYMENT_PROVIDER', ['sandbox'], { default: 'sandbox' }),
  sandboxUrl: url('SANDBOX_URL'),
  sandboxSecret: secret('SANDBOX_SECRET'),
  /** How long a buyer may take to pay. */
  payWithin: milliseconds('ORDER_PAY_WITHIN', { default: '15min' }),
  piiKey: secret('PII_KEY'),
  piiIndexKey: secret('PII_INDEX_KEY'),
  /** Alarm clocks only; empty: the sweepers alone keep the time. */
  redisUrl: text('REDIS_URL', { default: '' }),
  nodeEnv: text('NODE_ENV', { default: 'development' }),
  allowSandbox: text('ALLOW_SANDBOX', { default: '' }),
};

export type OrdersSettings = Settings<typeof settings>;

/** Play money must never stand where real money is expected. */
export function assertProviderAllowed({ paymentProvider, nodeEnv, allowSandbox }: OrdersSettings): void {
  if (paymentProvider === 'sandbox' && nodeEnv === 'production' && allowSandbox !== '1') {
    throw new Error('PAYMENT_PROVIDER=sandbox does not run with NODE_ENV=production unless ALLOW_SANDBOX=1');
  }
}
