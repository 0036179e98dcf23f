import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LiveSession, Order } from '../journeys/answers.js';
import { checkoutOf, givenBuyer, journalsOf, of, type Buyer, type Checkout } from '../journeys/buyer.js';
import { givenShop, type OnSale, type Shop } from '../journeys/shop.js';
import { eventually, wholeSystem } from '../journeys/whole-system.js';
import { brokenBooks } from './books.js';
import { Knife } from './knife.js';
import { Patience } from './patience.js';
import { Proxy } from './proxy.js';

// Processes are started again and again here, and a loaded machine takes its time.
jest.setTimeout(240_000);

const knife = new Knife();
const system = wholeSystem({ env: knife.env });
const patience = new Patience();
let shop: Shop;
let buyer: Buyer;
let potatoes: OnSale;
let session: LiveSession;
beforeAll(async () => {
  shop = await givenShop(system);
  buyer = await givenBuyer(system);
  potatoes = await shop.sells({ lots: [{ pieces: 500 }] });
  session = await shop.goesLive([potatoes]);
});
beforeEach(() => Promise.all(system.running.processes.map((one) => one.ready())));
afterAll(() => knife.remove());

/** Something is down; what can go on goes on; it comes back. */
async function while_(down: string, still: () => Promise<unknown>): Promise<void> {
  const service = system.running.service(down);
  await service.down();
  try {
    await still();
  } finally {
    await service.start();
  }
}

const unavailable = { status: 503, code: 'unavailable' };
const browses = () => system.door.get(`/products/${potatoes.productId}`);
const places = (checkout: Checkout = checkoutOf([of(potatoes)])) => buyer.place(checkout);

/** Buys as a good client does: asks again with the same ids. */
async function buysInTheEnd(checkout: Checkout = checkoutOf([of(potatoes)])): Promise<Order> {
  const { order, payment } = await patience.insist(() => places(checkout));
  await patience.insist(() => buyer.pay(payment));
  return patience.insist(() => buyer.until(order, ['PAID']));
}

describe('While something is down', () => {
  it('orders: one browses, quotes and watches; only ordering waits, and goes through afterwards', async () => {
    const checkout = checkoutOf([of(potatoes)]);

    await while_('orders', async () => {
      await expect(places(checkout)).rejects.toMatchObject(unavailable);
      await expect(buyer.door.get('/orders')).rejects.toMatchObject(unavailable);
      await expect(browses()).resolves.toMatchObject({ product: { productId: potatoes.productId } });
      await expect(buyer.quote([of(potatoes)])).resolves.toBeDefined();
      await expect(system.door.get('/live-sessions')).resolves.toMatchObject({ sessions: [expect.anything()] });
      await expect(buyer.door.get('/me')).resolves.toBeDefined();
      await expect(shop.stockOf(potatoes)).resolves.toBeDefined();
    });

    await buysInTheEnd(checkout);
  });

  it('catalog: one reads one’s orders and the books; browsing and ordering wait', async () => {
    const order = await buysInTheEnd();
    await journalsOf(shop.mentor.door, order);

    await while_('catalog', async () => {
      await expect(places()).rejects.toMatchObject(unavailable);
      await expect(browses()).rejects.toMatchObject(unavailable);
      await expect(buyer.order(order)).resolves.toMatchObject({ status: 'PAID' });
      await expect(journalsOf(shop.mentor.door, order)).resolves.toHaveLength(1);
    });

    await buysInTheEnd();
  });

  it('livestream: one buys; the sale of a session is counted afterwards', async () => {
    const path = shop.path(`/live-sessions/${session.liveSessionId}/sales`);

    await while_('livestream', async () => {
      await buyer.buys([of(potatoes, 2)], { liveSessionId: session.liveSessionId });
      await expect(system.door.get('/live-sessions')).rejects.toMatchObject(unavailable);
    });

    await eventually('the sale counted', async () => {
      return (await shop.door.get<{ items: number }>(path)).items === 2;
    });
  });

  it('attribution: one buys; the money is split afterwards', async () => {
    let order: Order | undefined;

    await while_('attribution', async () => {
      order = await buyer.buys([of(potatoes)]);
      await expect(shop.mentor.door.get(`/attribution/orders/${order.orderId}`)).rejects.toMatchObject(unavailable);
    });

    await expect(journalsOf(shop.mentor.door, order!)).resolves.toHaveLength(1);
  });

  it('identity: whoever is signed in buys; only signing in waits', async () => {
    await while_('identity', async () => {
      await buyer.buys([of(potatoes)]);
      await expect(buyer.door.renew()).rejects.toMatchObject(unavailable);
    });

    await patience.insist(() => buyer.door.renew());
  });

  it('the payment provider: an order is placed; paying waits', async () => {
    const checkout = checkoutOf([of(potatoes)]);

    await while_('sandbox', async () => {
      const { order, payment } = await places(checkout);
      expect(order.status).toBe('AWAITING_PAYMENT');
      expect(payment).toMatchObject({ status: 'CREATING', clientSecret: '' });
      await expect(buyer.pay(payment)).rejects.toMatchObject(unavailable);
    });

    const order = await buysInTheEnd(checkout);
    expect(order.payments).toHaveLength(1);
  });

  it('Redis: everything goes on', async () => {
    await while_('Redis', async () => {
      await buyer.door.renew();
      await browses();
      await buyer.buys([of(potatoes)]);
    });
  });

  it.each(['NATS', 'PostgreSQL'])('%s: a clear 503, and checkout goes through when it is back', async (server) => {
    const checkout = checkoutOf([of(potatoes)]);

    await while_(server, async () => {
      await expect(places(checkout)).rejects.toMatchObject(unavailable);
    });

    await buysInTheEnd(checkout);
  });
});

describe('On a bad wire', () => {
  const portOf = (url: string) => Number(new URL(url).port);

  /** Leads what orders stands on over a wire of ours; in between, `weather` is made. */
  async function overWire(port: number, weather: (wire: Proxy) => Promise<unknown>): Promise<void> {
    const wire = await Proxy.before(port);
    knife.detour({ [port]: wire.port });
    const orders = system.running.service('orders');
    try {
      const { pid } = orders;
      await orders.kill();
      await eventually('orders on the wire', async () => orders.pid !== undefined && orders.pid !== pid);
      await orders.ready();
      await weather(wire);
    } finally {
      knife.detour({});
      await wire.close();
    }
    await buysInTheEnd();
  }

  const ANSWERED_WITHIN_MS = 9_000;

  /** Whatever the answer, it comes in time and is no 500. */
  async function isAnswered(ask: () => Promise<unknown>): Promise<void> {
    const started = Date.now();
    await ask().catch((error: unknown) => expect(error).toMatchObject({ status: 503 }));
    expect(Date.now() - started).toBeLessThan(ANSWERED_WITHIN_MS);
  }

  it('to the provider: slow, silent, broken; then the same checkout is paid once', async () => {
    await overWire(Number(system.running.service('sandbox').launch.env?.['PORT']), async (wire) => {
      wire.turn({ kind: 'slow', delayMs: 300 });
      await buysInTheEnd();
      wire.turn({ kind: 'half_open' });
      const checkout = checkoutOf([of(potatoes)]);
      await isAnswered(() => places(checkout));
      wire.turn({ kind: 'down' });
      await isAnswered(() => places(checkout));
      wire.turn({ kind: 'clear' });
      const { payments } = await buysInTheEnd(checkout);
      expect(payments).toHaveLength(1);
    });
  });

  it.each(['before', 'after'] as const)(
    'cut %s the provider hears of a payment, a payment is made once',
    async (when) => {
      await overWire(Number(system.running.service('sandbox').launch.env?.['PORT']), async (wire) => {
        wire.cutAt(/"do":"create"/, { when });
        const { payments } = await buysInTheEnd();
        expect(wire.hasCut).toBe(true);
        expect(payments).toHaveLength(1);
      });
    },
  );

  it('to PostgreSQL: slow, silent, broken; then checkout goes on', async () => {
    await overWire(portOf(system.running.postgresUrl), async (wire) => {
      wire.turn({ kind: 'slow', delayMs: 50 });
      await buysInTheEnd();
      wire.turn({ kind: 'half_open' });
      await isAnswered(() => places());
      await isAnswered(browses);
      wire.turn({ kind: 'down' });
      await isAnswered(() => places());
      wire.turn({ kind: 'clear' });
      await buysInTheEnd();
    });
  });

  it('to NATS: slow, silent, broken; then checkout goes on', async () => {
    await overWire(portOf(system.running.operatorEnv['NATS_URL']!), async (wire) => {
      wire.turn({ kind: 'slow', delayMs: 50 });
      await buysInTheEnd();
      wire.turn({ kind: 'half_open' });
      await isAnswered(() => places());
      await isAnswered(browses);
      wire.turn({ kind: 'down' });
      await isAnswered(() => places());
      wire.turn({ kind: 'clear' });
      await buysInTheEnd();
    });
  });
});

it('and afterwards the books are in order', async () => {
  expect(patience.wrong).toEqual([]);
  expect(await brokenBooks(system, '60s')).toEqual([]);
}, 120_000);
