import { toJson } from '@bufbuild/protobuf';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OrderPaidSchema, type OrderPaid } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { EventId, LotId, SupplierId, type CompanyId } from '#kernel/id.js';
import { registry } from '#messaging/contract.js';
import { Courier } from '#messaging/courier.js';
import { eventSubject } from '#messaging/subjects.js';
import { eventually, runningService } from '#testing/running-service.js';
import { AttributionModule } from '../attribution.module.js';
import { settings } from '../config.js';
import { CONSIGNMENT, givenCompany, paidOrder } from '../given.js';

const BACKLOG = Number(process.env['BACKLOG'] ?? 100_000);
const AT_ONCE = 100;
const COMPANIES = 20;
const SUPPLIERS = 200;

const attribution = runningService('attribution', AttributionModule, { settings });
const suppliers = Array.from({ length: SUPPLIERS }, () => SupplierId.new());
let orders: NatsConnection;
let companies: CompanyId[];

beforeAll(async () => {
  companies = await Promise.all(Array.from({ length: COMPANIES }, () => givenCompany(attribution)));
  orders = await connect({ servers: attribution.broker.url });
});
afterAll(() => orders.close());

it(`A service that was away catches up with ${BACKLOG} orders of 12 legs, and misses none`, async () => {
  await Promise.all(attribution.instances.splice(0).map((instance) => instance.stop()));
  const courier = new Courier(orders);
  for (let at = 0; at < BACKLOG; at += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => courier.deliver(dispatchOf(orderOf(at + n)))));
  }

  const began = performance.now();
  const cpu = process.cpuUsage();
  await attribution.startInstance();
  const head = async () => {
    const [row] = await attribution.sql<{ next: string }>('SELECT next_index::text AS next FROM log_head');
    return Number(row!.next) >= BACKLOG;
  };
  await eventually(head, { within: 1_800_000, every: 100 });

  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - began) / 1_000;
  // Told, not asserted: a busy machine is slow.
  const rate = (BACKLOG / seconds).toFixed(0);
  console.log(
    `${rate} orders/s posted and sequenced, ${((user + system) / 1_000 / BACKLOG).toFixed(3)} ms CPU each in Node`,
  );
  const [sizes] = await attribution.sql(`
    SELECT (SELECT count(*)::int FROM journal) AS journals, (SELECT count(*)::int FROM log_entry) AS logged,
           (SELECT max(index)::int + 1 FROM log_entry) AS head, (SELECT count(*)::int FROM warning) AS warnings,
           (SELECT sum(balance_fen)::int FROM balance) AS total, (SELECT avg(cardinality(accounts))::int FROM journal) AS legs`);
  expect(sizes).toEqual({ journals: BACKLOG, logged: BACKLOG, head: BACKLOG, warnings: 0, total: 0, legs: 12 });
});

/** Of two lots on consignment, with freight and two coupons. */
function orderOf(at: number): OrderPaid {
  const lot = (n: number) => ({
    lotId: LotId.derive('lot', `${(at + n) % SUPPLIERS}`),
    supplierId: suppliers[(at + n) % SUPPLIERS]!,
    pieces: 1,
    grams: 2_500n,
    costFen: 2_000n,
  });
  const discounts = ['platform', 'fund'].map((payer) => ({ payer, amountFen: 300n }));
  const line = { freightFen: 600n, purchaseKind: CONSIGNMENT, allocations: [lot(0), lot(1)], discounts };
  return paidOrder(companies[at % COMPANIES]!, [line]);
}

function dispatchOf(order: OrderPaid) {
  const eventId = EventId.new();
  const payload = JSON.stringify(toJson(OrderPaidSchema, order, { alwaysEmitImplicit: true, registry }));
  return { messageId: eventId, eventId, subject: eventSubject(OrderPaidSchema), payload };
}
