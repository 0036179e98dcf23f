import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settings, assertSandboxAllowed } from './config.js';
import { read } from '#service/settings.js';
import type { Payment, Refund } from './payment.js';
import { openSandbox } from './sandbox.js';

const SECRET = 'a shared secret';

interface Told {
  body: string;
  signature: string;
}

let folder: string;
let shop: Server;
let told: Told[];
let shopAnswers: number[];
let sandbox: Awaited<ReturnType<typeof openSandbox>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tianjian-sandbox-'));
  [told, shopAnswers] = [[], []];
  shop = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      told.push({ body, signature: String(request.headers['sandbox-signature']) });
      response.writeHead(shopAnswers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  await open();
});

afterEach(async () => {
  await sandbox.close();
  shop.closeAllConnections();
  shop.close();
  await rm(folder, { recursive: true });
});

const file = () => join(folder, 'sandbox.jsonl');

async function open(): Promise<void> {
  sandbox = await openSandbox({
    host: '127.0.0.1',
    port: 0,
    file: file(),
    secret: SECRET,
    webhookUrl: `http://127.0.0.1:${(shop.address() as AddressInfo).port}/webhooks/sandbox`,
    log: () => {},
    broken: (error) => {
      throw error;
    },
  });
}

async function post(body: unknown, secret = SECRET): Promise<Response> {
  return fetch(`http://127.0.0.1:${sandbox.port}/v1/calls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** One of these stands in an answer. */
interface Said {
  payment: Payment;
  payments: Payment[];
  refund: Refund;
  refunds: Refund[];
  error: { code: string };
}

/** As many answers as calls. */
async function call<Calls extends Record<string, unknown>[]>(...calls: Calls): Promise<{ [K in keyof Calls]: Said }> {
  const response = await post({ calls });
  expect(response.status).toBe(200);
  return ((await response.json()) as { answers: { [K in keyof Calls]: Said } }).answers;
}

const NOODLES = {
  do: 'create',
  key: 'pay:1',
  amountFen: 8_100,
  currency: 'CNY',
  customer: 'mei',
  metadata: { payment_id: 'p1', order_id: 'o1' },
};
const confirm = { do: 'confirm', paymentId: 'p1', customer: 'mei', outcome: 'SUCCEEDED' };
const created = async () => (await call(NOODLES))[0].payment;
const events = () => told.flatMap(({ body }) => JSON.parse(body).events as { type: string; id: string }[]);
const until = async (look: () => boolean) => {
  for (let tries = 0; !look(); tries += 1) {
    if (tries > 400) throw new Error('not seen');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

describe('The sandbox provider', () => {
  it('makes one payment for one key, and refuses the key for anything else', async () => {
    const [first, again, other] = await call(NOODLES, NOODLES, { ...NOODLES, amountFen: 1 });

    expect(first.payment).toMatchObject({ status: 'PENDING', amountFen: 8_100, livemode: false, receivedFen: 0 });
    expect(again).toEqual(first);
    expect(other.error.code).toBe('key_reused');
    expect((await call({ do: 'find', paymentId: 'p1' }))[0].payments).toHaveLength(1);
  });

  it('lets the customer decide once, and nobody else', async () => {
    await created();

    const [stranger, paid, failed] = await call({ ...confirm, customer: 'li' }, confirm, {
      ...confirm,
      outcome: 'FAILED',
    });

    expect(stranger.error.code).toBe('not_found');
    expect(paid.payment).toMatchObject({ status: 'SUCCEEDED', receivedFen: 8_100 });
    expect(failed.payment.status).toBe('SUCCEEDED');
  });

  it('answers a cancellation with the state it found', async () => {
    const { id } = await created();
    const [other] = await call({ ...NOODLES, key: 'pay:2', metadata: { payment_id: 'p2', order_id: 'o2' } });

    const [, paid, cancelled, late] = await call(
      confirm,
      { do: 'cancel', id },
      { do: 'cancel', id: other.payment.id },
      { ...confirm, paymentId: 'p2' },
    );

    expect([paid, cancelled, late].map(({ payment }) => payment.status)).toEqual([
      'SUCCEEDED',
      'CANCELLED',
      'CANCELLED',
    ]);
  });

  it('gives back what came, and no more', async () => {
    const { id } = await created();
    const refund = { do: 'refund', key: 'refund:1', id, amountFen: 8_000, metadata: { refund_id: 'r1' } };

    const [early, , some, again, tooMuch] = await call(refund, confirm, refund, refund, {
      ...refund,
      key: 'refund:2',
      amountFen: 101,
    });

    expect(early.error.code).toBe('not_refundable');
    expect(some.refund).toMatchObject({ status: 'SUCCEEDED', amountFen: 8_000 });
    expect(again).toEqual(some);
    expect(tooMuch.error.code).toBe('not_refundable');
    expect((await call({ do: 'findRefunds', id }))[0].refunds).toHaveLength(1);
  });

  it('lists what succeeded, oldest first', async () => {
    const since = new Date().toISOString();
    await created();
    await call({ ...NOODLES, key: 'pay:2', metadata: { payment_id: 'p2', order_id: 'o2' } });
    await call({ ...confirm, paymentId: 'p2' }, confirm);

    const [all, second, none] = await call(
      { do: 'listSettled', since, skip: 0 },
      { do: 'listSettled', since, skip: 1 },
      { do: 'listSettled', since: new Date(Date.now() + 60_000).toISOString(), skip: 0 },
    );

    const ids = ({ payments }: Said) => payments.map(({ metadata }) => metadata['payment_id']);
    expect([ids(all), ids(second), ids(none)]).toEqual([['p2', 'p1'], ['p1'], []]);
  });

  it('tells the shop in batches, signed, again until it is taken', async () => {
    shopAnswers.push(503, 500);
    await created();
    await call(confirm);

    await until(() => told.length === 3);

    expect(events().map(({ type }) => type)).toEqual(Array(3).fill('payment.succeeded'));
    expect(new Set(events().map(({ id }) => id)).size).toBe(1);
    for (const { body, signature } of told) {
      const at = signature.slice(2, signature.indexOf(','));
      const expected = createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex');
      expect(signature).toBe(`t=${at},v1=${expected}`);
    }
  });

  it('knows everything again after a crash in the middle of a line, and goes on telling', async () => {
    shopAnswers.push(503);
    const before = await created();
    await call(confirm);
    await until(() => told.length === 1);
    await sandbox.close();
    await appendFile(file(), '{"n":2,"at":"2026-');

    await open();

    const [after, again] = await call({ do: 'fetch', id: before.id }, NOODLES);
    expect(after.payment).toMatchObject({ status: 'SUCCEEDED', clientSecret: before.clientSecret });
    expect(again.payment.id).toBe(before.id);
    await until(() => told.length === 2);
    await call({ do: 'fetch', id: before.id });
    const lines = (await readFile(file(), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).n)).toEqual(lines.map((_, n) => n));
  });

  it('answers nothing that is not on the disk', async () => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const metadata = { payment_id: `many-${at}`, order_id: `o-${at}` };
        const [{ payment }] = await call({ ...NOODLES, key: `many-${at}`, metadata });
        expect(await readFile(file(), 'utf8')).toContain(`"id":"${payment.id}"`);
      }),
    );
  });

  it('opens to the shared secret only, and takes nothing it cannot read', async () => {
    expect((await post({ calls: [NOODLES] }, 'guessed')).status).toBe(401);
    for (const body of ['', '{', '[]', '{"calls":[]}', '{"calls":[1]}']) expect((await post(body)).status).toBe(400);
    for (const bad of [{ amountFen: '1' }, { amountFen: 0 }, { metadata: { a: 1 } }, { key: '' }, { do: 'steal' }]) {
      expect((await call({ ...NOODLES, ...bad }))[0].error.code).toBe('invalid');
    }
    expect((await call({ do: 'find', paymentId: 'p1' }))[0].payments).toEqual([]);
  });

  it('does not stand where real money is expected, unless told to', () => {
    const env = {
      PORT: '0',
      SANDBOX_FILE: 'f',
      SANDBOX_SECRET: 's',
      WEBHOOK_URL: 'http://shop',
      NODE_ENV: 'production',
    };

    expect(() => assertSandboxAllowed(read(settings, env))).toThrow('ALLOW_SANDBOX=1');
    assertSandboxAllowed(read(settings, { ...env, ALLOW_SANDBOX: '1' }));
  });
});
