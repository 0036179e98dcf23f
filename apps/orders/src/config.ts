import { blobSettings } from '#blobs/blobs.module.js';
import { choice, milliseconds, secret, text, url, type Settings } from '#service/settings.js';

export const settings = {
  ...blobSettings,
  paymentProvider: choice('PAYMENT_PROVIDER', ['sandbox', 'stripe'], { default: 'sandbox' }),
  // Of the chosen provider all are needed, of the other none: see assertProviderConfigured.
  sandboxUrl: url('SANDBOX_URL', { default: '' }),
  sandboxSecret: text('SANDBOX_SECRET', { default: '' }),
  stripeSecretKey: text('STRIPE_SECRET_KEY', { default: '' }),
  stripeWebhookSecret: text('STRIPE_WEBHOOK_SECRET', { default: '' }),
  /** Another server that speaks as Stripe does, for tests. */
  stripeApiUrl: url('STRIPE_API_URL', { default: 'https://api.stripe.com' }),
  /** How long a buyer may take to pay. */
  payWithin: milliseconds('ORDER_PAY_WITHIN', { default: '15min' }),
  /** How long a company may think about a refund; its silence agrees. */
  decideRefundWithin: milliseconds('REFUND_DECIDE_WITHIN', { default: '48h' }),
  /** How long a paid order may wait for its parcel before it is overdue. */
  shipWithin: milliseconds('ORDER_SHIP_WITHIN', { default: '48h' }),
  piiKey: secret('PII_KEY'),
  piiIndexKey: secret('PII_INDEX_KEY'),
  /** Alarm clocks only; empty: the sweepers alone keep the time. */
  redisUrl: text('REDIS_URL', { default: '' }),
  nodeEnv: text('NODE_ENV', { default: 'development' }),
  allowSandbox: text('ALLOW_SANDBOX', { default: '' }),
};

export type OrdersSettings = Settings<typeof settings>;

const NEEDED = {
  sandbox: { SANDBOX_URL: 'sandboxUrl', SANDBOX_SECRET: 'sandboxSecret' },
  stripe: { STRIPE_SECRET_KEY: 'stripeSecretKey', STRIPE_WEBHOOK_SECRET: 'stripeWebhookSecret' },
} as const;

/** A provider that cannot be reached is found out at the start, not by the first buyer. */
export function assertProviderConfigured(settings: OrdersSettings): void {
  const { paymentProvider } = settings;
  const missing = Object.entries(NEEDED[paymentProvider]).filter(([, key]) => settings[key] === '');
  if (missing.length === 0) return;
  const names = missing.map(([name]) => `${name} is not set`).join('; ');
  throw new Error(`Settings: ${names} (PAYMENT_PROVIDER=${paymentProvider})`);
}

/** Play money must never stand where real money is expected. */
export function assertProviderAllowed({ paymentProvider, nodeEnv, allowSandbox }: OrdersSettings): void {
  if (paymentProvider === 'sandbox' && nodeEnv === 'production' && allowSandbox !== '1') {
    throw new Error('PAYMENT_PROVIDER=sandbox does not run with NODE_ENV=production unless ALLOW_SANDBOX=1');
  }
}
