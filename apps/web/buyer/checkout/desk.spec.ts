import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Checkout } from './checkout.js';

// A buyer presses "order" and then "pay" while the network is cut wherever it can be and the page is reloaded whenever
// it can be. Every load of the page is a new set of modules; what is kept is what the device keeps. The door below is
// as the real one promises to be: an order by its key, a payment by its id.

// These files are checked as a browser's, which knows no process.
const { env } = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process;
const RUNS = Number(env['CHECKOUT_RUNS'] ?? 60);

/** What happens to one request: it never leaves, its answer never arrives, or it is answered. */
type Fate = 'lost' | 'unheard' | 'answered';
/** Whether the page is closed and opened again while that request is under way. */
interface Cut {
  fate: Fate;
  reload: boolean;
}

class Door {
  readonly orders = new Map<string, { orderId: string; status: string; paymentId: string }>();
  readonly payments: string[] = [];
  soldOut = false;

  answer(verb: string, path: string, body: Record<string, string>): [number, unknown] {
    if (path === '/api/orders') return this.place(body);
    const pay = /^\/api\/sandbox\/payments\/(.+)$/.exec(path);
    const order = [...this.orders.values()].find(
      ({ orderId, paymentId }) => path.includes(orderId) || pay?.[1] === paymentId,
    );
    if (!order) return verb === 'DELETE' ? [200, { companies: [] }] : [404, { code: 'not_found' }];
    if (pay && order.status === 'AWAITING_PAYMENT') {
      this.payments.push(order.paymentId);
      order.status = 'PAID';
    }
    return [200, pay ? { payment: shown(order).payments[0] } : { order: shown(order) }];
  }

  private place({ checkoutId = '' }: Record<string, string>): [number, unknown] {
    const known = this.orders.get(checkoutId);
    if (!known && this.soldOut) return [409, { code: 'stock.sold_out', title: '库存不足' }];
    const order = known ?? {
      orderId: `order-of-${checkoutId}`,
      status: 'AWAITING_PAYMENT',
      paymentId: `pay-${checkoutId}`,
    };
    this.orders.set(checkoutId, order);
    return [200, { order: shown(order), payment: shown(order).payments[0] }];
  }
}

const shown = ({ orderId, status, paymentId }: { orderId: string; status: string; paymentId: string }) => ({
  ...{ orderId, status, companyId: 'c', liveSessionId: '', totalFen: '100', lines: [], refunds: [], shipments: [] },
  payments: [{ paymentId, provider: 'sandbox', status: status === 'PAID' ? 'SUCCEEDED' : 'PENDING', amountFen: '100' }],
});

const globals = globalThis as unknown as Record<string, unknown>;
const real = { fetch: globals['fetch'], setTimeout: globals['setTimeout'], document: globals['document'] };

const realNow = Date.now;
let skippedMs = 0;
let device: Map<string, string>;
let door: Door;
let cuts: Cut[];
/** Of the page that is open; requests of one that was closed come to nothing. */
let pageOpen: { closed: boolean };
let onReload: (() => void) | undefined;

beforeEach(() => {
  Date.now = () => realNow() + skippedMs;
  device = new Map();
  globals['localStorage'] = {
    getItem: (key: string) => device.get(key) ?? null,
    setItem: (key: string, value: string) => device.set(key, value),
    removeItem: (key: string) => device.delete(key),
  };
  globals['addEventListener'] = () => {};
  globals['removeEventListener'] = () => {};
  globals['navigator'] = { language: 'zh-CN' };
});

afterAll(() => {
  Date.now = realNow;
  globals['fetch'] = real.fetch;
  globals['setTimeout'] = real.setTimeout;
});

/** A page of its own: modules that remember nothing, and a network that goes by `cuts`. */
async function openPage() {
  jest.resetModules();
  const page = { closed: false };
  pageOpen = page;
  globals['fetch'] = async (path: string, { method, body }: { method: string; body: string | null }) => {
    if (page.closed) return new Promise(() => {});
    const cut = cuts.shift() ?? { fate: 'answered', reload: false };
    const answered =
      cut.fate === 'lost' ? undefined : door.answer(method, path, body ? (JSON.parse(body) as never) : {});
    if (cut.reload) {
      page.closed = true;
      onReload?.();
      return new Promise(() => {});
    }
    if (!answered || cut.fate === 'unheard') throw new TypeError('cut');
    const [status, json] = answered;
    return new Response(JSON.stringify(json), { status });
  };
  // Pauses are there for people: the clock goes on by them at once.
  globals['setTimeout'] = (work: () => void, ms = 0) => {
    skippedMs += ms;
    return (real.setTimeout as typeof setTimeout)(() => page.closed || work(), 0);
  };
  return import('./desk.js');
}

const basket = {
  companyId: 'c',
  liveSessionId: '',
  lines: [{ skuId: 's', quantity: 1, title: '', thumbUrl: '' }],
  fromCart: false,
};
const request = {
  lines: [{ skuId: 's', quantity: 1 }],
  shippingAddress: { name: '', phone: '', regionCode: '', detail: '' },
  expectedTotalFen: '100',
};

/** What the buyer does: orders once, and pays whenever the page asks them to, until the page says that it is paid. */
async function buy(): Promise<{ presses: number; end: Checkout | undefined }> {
  let presses = 0;
  let ordered: string | undefined;
  for (let visits = 0; visits < 200; visits += 1) {
    const desk = await openPage();
    const reloaded = new Promise<'reloaded'>((resolve) => (onReload = () => resolve('reloaded')));
    const visit = async (): Promise<Checkout | undefined> => {
      desk.takeUp();
      if (ordered === undefined) {
        const checkout = desk.begin(basket);
        ordered = checkout.checkoutId;
        await desk.place(checkout, request).catch(() => undefined);
      }
      for (let looks = 0; looks < 500; looks += 1) {
        const checkout = ordered === undefined ? undefined : desk.checkoutBy(ordered);
        if (!checkout) return undefined;
        if (checkout.step === 'PAID') return checkout;
        if (checkout.step === 'PLACED') {
          presses += 1;
          await desk.pay(checkout).catch(() => undefined);
        } else await new Promise((resolve) => (real.setTimeout as typeof setTimeout)(resolve, 0));
      }
      throw new Error('it does not end');
    };
    const end = await Promise.race([visit(), reloaded]);
    if (end !== 'reloaded') return { presses, end };
  }
  throw new Error('reloaded for ever');
}

const someCut = fc.record({
  fate: fc.constantFrom<Fate>('lost', 'unheard', 'answered'),
  reload: fc.boolean(),
});

describe('A checkout under a network that is cut and pages that are reloaded', () => {
  it('ends as one order that is paid once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someCut, { maxLength: 12 }), async (fates) => {
        device.clear();
        door = new Door();
        cuts = [...fates];

        const { presses, end } = await buy();

        expect(end?.step).toBe('PAID');
        expect(door.orders.size).toBe(1);
        expect(door.payments).toHaveLength(1);
        expect(presses).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: RUNS },
    );
  }, 600_000);

  it('pays nothing by itself: without a press there is no payment, however often the page is opened', async () => {
    door = new Door();
    cuts = [{ fate: 'unheard', reload: true }];
    const desk = await openPage();
    void desk.place(desk.begin(basket), request);
    await new Promise((resolve) => (real.setTimeout as typeof setTimeout)(resolve, 20));

    for (let visits = 0; visits < 5; visits += 1) {
      pageOpen.closed = true;
      const again = await openPage();
      again.takeUp();
      await new Promise((resolve) => (real.setTimeout as typeof setTimeout)(resolve, 20));
      expect(again.openCheckouts().map(({ step }) => step)).toEqual(['PLACED']);
    }

    expect(door.orders.size).toBe(1);
    expect(door.payments).toEqual([]);
  });

  it('takes another key only after the door has decided: a refusal ends the first', async () => {
    door = new Door();
    door.soldOut = true;
    cuts = [
      { fate: 'lost', reload: false },
      { fate: 'unheard', reload: false },
    ];
    const desk = await openPage();
    const checkout = desk.begin(basket);

    await expect(desk.place(checkout, request)).rejects.toMatchObject({ code: 'stock.sold_out' });

    expect(desk.openCheckouts()).toEqual([]);
    expect(desk.draft()?.checkoutId).not.toBe(checkout.checkoutId);
    expect(desk.begin(basket).checkoutId).toBe(desk.draft()?.checkoutId);
  });
});
