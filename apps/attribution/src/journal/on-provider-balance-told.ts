import { Controller } from '@nestjs/common';
import {
  ProviderBalanceToldSchema,
  type ProviderBalanceTold,
} from '#contracts/tianjian/orders/v1/provider_account_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { BUYERS_MONEY } from '../split/split.js';
import { closeIfOpen, openAgain } from '../warnings/warning.sql.js';

const CONSUMER = 'attribution-check-clearing';

/** The provider's own account against ours, order by order: where they differ somebody must look. */
@Controller()
export class OnProviderBalanceTold {
  constructor(private readonly db: Db) {}

  @OnEvent(ProviderBalanceToldSchema, CONSUMER)
  async handle(events: Arrived<ProviderBalanceTold>[]): Promise<void> {
    await this.db.apply(CONSUMER, events, async (tx, fresh) => {
      for (const { message } of fresh) await compare(tx, message);
    });
  }
}

async function compare(tx: Tx, { companyId, orders }: ProviderBalanceTold): Promise<void> {
  const booked = await bookedOf(
    tx,
    companyId,
    orders.map(({ orderId }) => orderId),
  );
  for (const { orderId, balanceFen } of orders) {
    const ours = booked.get(orderId) ?? 0n;
    const warning = { companyId, code: 'clearing.differs', subject: `order:${orderId}` } as const;
    if (ours === balanceFen) await closeIfOpen(tx, { ...warning, detail: `${ours} fen on both sides` });
    else await openAgain(tx, { ...warning, detail: `the provider keeps ${balanceFen} fen, the books say ${ours}` });
  }
}

/** By order: what the provider should keep. */
async function bookedOf(tx: Tx, companyId: string, orderIds: string[]): Promise<Map<string, bigint>> {
  const rows = await tx.sql<{ orderId: string; fen: bigint }>`
    SELECT order_id AS "orderId", -sum(leg.amount)::bigint AS fen
    FROM journal, unnest(accounts, amounts) AS leg (account, amount)
    WHERE company_id = ${companyId} AND order_id = ANY(${orderIds}::uuid[]) AND leg.account = ${BUYERS_MONEY}
    GROUP BY order_id`;
  return new Map(rows.map(({ orderId, fen }) => [orderId, fen]));
}
