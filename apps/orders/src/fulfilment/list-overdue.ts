import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller, Inject } from '@nestjs/common';
import { Fulfilment, type ListOverdueRequest } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { SETTINGS } from '#service/settings.js';
import type { OrdersSettings } from '../config.js';
import { WARN_DAYS } from '../presales/presale.js';

// When an order was paid, in microseconds since 1970; and its id.
const KEYS = [/^\d{1,16}$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

@Controller()
export class ListOverdueHandler {
  constructor(
    private readonly db: Db,
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  @Rpc(Fulfilment.method.listOverdue)
  async handle(request: ListOverdueRequest) {
    const companyId = CompanyId.parse(request.companyId);
    const limit = parsePageSize(request.pageSize);
    const after = PageToken.parse(request.pageToken, KEYS);

    const rows = await this.db.ofCompany(companyId, (tx) =>
      readOverdue(tx, { companyId, withinMs: this.settings.shipWithin, after, limit }),
    );

    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      orders: rows.map(({ paidAt, dueAt, shipBy, paidMicros: _, ...order }) => {
        return { ...order, paidAt: timestampFromDate(paidAt), dueAt: timestampFromDate(dueAt), shipBy: shipBy ?? '' };
      }),
      nextPageToken: last ? PageToken.of(last.paidMicros, last.orderId) : '',
    };
  }
}

interface Overdue {
  orderId: string;
  paidAt: Date;
  paidMicros: string;
  dueAt: Date;
  piecesLeft: number;
  /** Of a pre-sale. */
  shipBy: string | null;
}

interface Page {
  companyId: CompanyId;
  withinMs: number;
  after: string[] | undefined;
  limit: number;
}

const readOverdue = (tx: Tx, { companyId, withinMs, after, limit }: Page) => tx.sql<Overdue>`
  SELECT order_id AS "orderId", paid_at AS "paidAt", (extract(epoch FROM paid_at) * 1000000)::bigint::text AS "paidMicros",
    CASE WHEN ship_by IS NULL THEN paid_at + make_interval(secs => ${withinMs / 1_000})
      ELSE (ship_by + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' END AS "dueAt", ship_by AS "shipBy", (
      SELECT sum(greatest(0, quantity - refunded_quantity - shipped_quantity))::int FROM order_line l
      WHERE (l.company_id, l.order_id) = (o.company_id, o.order_id)) AS "piecesLeft"
  FROM orders o
  WHERE company_id = ${companyId} AND status = 'PAID' AND CASE WHEN ship_by IS NULL
      THEN paid_at < now() - make_interval(secs => ${withinMs / 1_000})
      ELSE ship_by - ${WARN_DAYS}::int <= (now() AT TIME ZONE 'Asia/Shanghai')::date END
    AND (${after?.[1] ?? null}::uuid IS NULL OR (paid_at, order_id) > (
      'epoch'::timestamptz + ${after?.[0] ?? null}::bigint * interval '1 microsecond', ${after?.[1] ?? null}::uuid))
  ORDER BY paid_at, order_id LIMIT ${limit}`;
