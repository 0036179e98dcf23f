import type { OrdersSettings } from '../config.js';
import type { PaymentProvider } from './provider.js';
import { SandboxProvider } from './sandbox.js';
import { StripeProvider } from './stripe.js';

/** One for the whole shop: whoever changes it first lets the open orders end. */
export const chosenProvider = (settings: OrdersSettings): PaymentProvider =>
  settings.paymentProvider === 'stripe' ? new StripeProvider(settings) : new SandboxProvider(settings);
