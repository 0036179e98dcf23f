import { Controller } from '@nestjs/common';
import { Order_Status } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Recalls, type ListLinesOfLot } from '#contracts/tianjian/orders/v1/recalls_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LotId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { linesOfLot, reachOf } from './lines-of-lot.sql.js';

// An order and the number of its line.
const KEYS = [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, /^\d{1,4}$/];
const BEFORE_ALL = ['00000000-0000-0000-0000-000000000000', '0'];

@Controller()
export class ListLinesOfLotHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Recalls.method.listLines)
  async handle(request: ListLinesOfLot) {
    const companyId = CompanyId.parse(request.companyId);
    const lotId = LotId.parse(request.lotId);
    const limit = parsePageSize(request.pageSize);
    const [orderId = '', lineNo = ''] = PageToken.parse(request.pageToken, KEYS) ?? BEFORE_ALL;

    const { rows, reach } = await this.db.ofCompany(companyId, async (tx) => ({
      rows: await linesOfLot(tx, companyId, lotId, { orderId, lineNo: Number(lineNo) }, limit + 1),
      reach: await reachOf(tx, companyId, lotId),
    }));

    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      lines: page.map(({ status, ...line }) => ({
        ...line,
        status: Order_Status[status as keyof typeof Order_Status],
      })),
      nextPageToken: last ? PageToken.of(last.orderId, String(last.lineNo)) : '',
      reach,
    };
  }
}
