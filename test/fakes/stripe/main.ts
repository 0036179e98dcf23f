import { FakeStripe } from './fake-stripe.js';

// A Stripe in a process of its own: npm run fake:stripe. Its settings are those of the shop that it is to serve.

// Made of words, so that nobody takes it for a key.
const KEY = ['sk', 'test', 'fake'].join('_');

const { STRIPE_SECRET_KEY: key = KEY, STRIPE_WEBHOOK_SECRET: secret = 'signed-with-this' } = process.env;
const { FAKE_STRIPE_PORT: port = '12111', FAKE_STRIPE_TELLS: tells } = process.env;

const fake = new FakeStripe(key, secret);
fake.webhooks.url = tells ?? 'http://127.0.0.1:3000/webhooks/stripe';
await fake.open(Number(port));
process.on('SIGINT', () => void stop()).on('SIGTERM', () => void stop());

console.log(`A fake Stripe answers at ${fake.url} and tells ${fake.webhooks.url}. For the shop that it serves:
  export STRIPE_API_URL=${fake.url} STRIPE_SECRET_KEY=${key} STRIPE_WEBHOOK_SECRET=${secret}
What a buyer and the banks do, it is told by JSON:
  curl ${fake.url}/_control -d '{"do": "pay", "id": "pi_…"}'`);

async function stop(): Promise<void> {
  await fake.close();
  process.exit(0);
}
