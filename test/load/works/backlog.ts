import { setTimeout as sleep } from 'node:timers/promises';
import { create, toJson } from '@bufbuild/protobuf';
import { timestampNow } from '@bufbuild/protobuf/wkt';
import { connect } from '@nats-io/transport-node';
import { SaveSkuRequest_PurchaseKind as PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { OrderPaidSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { EventId, HoldId, LineId, LotId, OrderId, PaymentId, PersonId, SkuId, SupplierId } from '#kernel/id.js';
import { registry } from '#messaging/contract.js';
import { Courier, type Dispatch } from '#messaging/courier.js';
import { eventSubject } from '#messaging/subjects.js';
import { cpuBetween, cpuOf, type CpuMs } from '../meters.js';
import { logEnd, type Stage } from '../stage.js';

export interface BacklogRun {
  orders: number;
  legs: number;
  ordersPerS: number;
  cpuMsPerOrder: CpuMs;
}

const AT_ONCE = 200;
const SUPPLIERS = 200;
const LOOK_MS = 20;
const PATIENCE_MS = 600_000;
const OTHERS = ['gateway', 'livestream', 'catalog', 'identity'];

interface Rule {
  companyId: string;
  ruleId: string;
}

/**
 * P4: paid orders that waited in the stream while attribution was away, until the last is in the log with its entries and
 * balances. The time begins when the first of them is. Nothing else runs, and the orders are of nobody: the stage is good
 * for nothing after it.
 */
export async function backlog(stage: Stage, orders: number, say: (line: string) => void): Promise<BacklogRun> {
  const { system, sql } = stage;
  const rules = await sql<Rule>('orders', 'SELECT company_id AS "companyId", rule_id AS "ruleId" FROM split_rule_copy');
  const attribution = system.service('attribution');
  await Promise.all([...OTHERS, 'attribution'].map((name) => system.service(name).stop()));
  say(`P4: ${orders} orders into the stream`);
  await publish(system.operatorEnv['NATS_URL'] ?? '', system.secrets.broker['orders'] ?? '', orders, rules);

  const start = await logEnd(stage);
  const servers = [attribution, system.postgres, system.nats];
  await attribution.start();
  let [began, used] = [performance.now(), cpuOf(servers)];
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const [end, now] = [await logEnd(stage), performance.now()];
    if (end === start) [began, used] = [now, cpuOf(servers)];
    if (end >= start + orders) break;
    if (Date.now() > until) throw new Error(`${start + orders - end} orders are not in the log`);
    await sleep(LOOK_MS);
  }
  const seconds = (performance.now() - began) / 1_000;
  const { driver: _, ...cpu } = cpuBetween(used, cpuOf(servers));
  const cpuMsPerOrder = Object.fromEntries(Object.entries(cpu).map(([name, ms]) => [name, ms / orders]));
  return { orders, legs: await assertPosted(stage, orders), ordersPerS: orders / seconds, cpuMsPerOrder };
}

/** That all are posted, whole, and add up; returns how many legs they have. */
async function assertPosted({ sql }: Stage, wanted: number): Promise<number> {
  const [posted] = await sql<{ orders: string; legs: string; warnings: string; total: string }>(
    'attribution',
    `SELECT count(*) AS orders, avg(cardinality(accounts)) AS legs, (SELECT count(*) FROM warning) AS warnings,
       (SELECT sum(balance_fen) FROM balance) AS total
     FROM journal WHERE kind = 'order_paid'`,
  );
  const { orders, legs, warnings, total } = posted ?? { orders: '0', legs: '0', warnings: '0', total: '0' };
  if (Number(orders) !== wanted || warnings !== '0' || total !== '0') {
    throw new Error(`${orders} orders posted, ${warnings} warnings, balances add up to ${total}`);
  }
  return Number(legs);
}

async function publish(url: string, password: string, orders: number, rules: Rule[]): Promise<void> {
  const connection = await connect({ servers: url, user: 'orders', pass: password, inboxPrefix: '_INBOX.orders' });
  const courier = new Courier(connection);
  const suppliers = Array.from({ length: SUPPLIERS }, () => SupplierId.new());
  for (let at = 0; at < orders; at += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, orders - at) }, (_, n) => dispatchOf(at + n, rules, suppliers));
    await Promise.all(some.map((dispatch) => courier.deliver(dispatch)));
  }
  await connection.close();
}

/** Of two lots on consignment, with freight and two coupons: twelve legs under the default rule. */
function dispatchOf(at: number, rules: Rule[], suppliers: SupplierId[]): Dispatch {
  const rule = rules[at % rules.length];
  const lot = (n: number) => ({
    lotId: LotId.derive('lot', String((at + n) % SUPPLIERS)),
    supplierId: suppliers[(at + n) % SUPPLIERS] ?? '',
    pieces: 1,
    grams: 2_500n,
    costFen: 2_000n,
  });
  const order = create(OrderPaidSchema, {
    ...{ orderId: OrderId.new(), holdId: HoldId.new(), paymentId: PaymentId.new(), buyerId: PersonId.new() },
    companyId: rule?.companyId ?? '',
    lines: [
      {
        ...{ lineId: LineId.new(), skuId: SkuId.new(), ruleId: rule?.ruleId ?? '' },
        quantity: 2,
        grossFen: 10_000n,
        discounts: ['platform', 'fund'].map((payer) => ({ payer, amountFen: 300n })),
        freightFen: 600n,
        cashFen: 10_000n,
        purchaseKind: PurchaseKind.CONSIGNMENT,
        allocations: [lot(0), lot(1)],
      },
    ],
    freightFen: 600n,
    cashFen: 10_000n,
    paidAt: timestampNow(),
    version: 2,
  });
  const eventId = EventId.new();
  const payload = JSON.stringify(toJson(OrderPaidSchema, order, { alwaysEmitImplicit: true, registry }));
  return { messageId: eventId, eventId, subject: eventSubject(OrderPaidSchema), payload };
}
