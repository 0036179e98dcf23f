import type { OrdersSettings } from '../config.js';
import type { PaymentProvider } from './provider.js';
import { SandboxProvider } from './sandbox.js';

/**
 * One for the whole shop: whoever changes it first lets the open orders end. Stripe's SDK is 20 MiB and loaded only
 * where it is wanted.
 */
export async function chosenProvider(settings: OrdersSettings): Promise<PaymentProvider> {
  if (settings.paymentProvider === 'sandbox') return new SandboxProvider(settings);
  const { StripeProvider } = await import('./stripe.js');
  return new StripeProvider(settings);
}
