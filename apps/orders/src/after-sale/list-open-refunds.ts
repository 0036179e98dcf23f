import { Controller } from '@nestjs/common';
import { Refunds, type ListOpenRefunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { openRefunds, type RefundPlace } from '../refunds/refund-view.sql.js';
import { RefundAnswers } from './refund-answers.js';

const MICROSECONDS = /^\d{1,16}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BEGINNING: RefundPlace = { requestedUs: '0', refundId: '00000000-0000-0000-0000-000000000000' };

@Controller()
export class ListOpenRefundsHandler {
  constructor(
    private readonly db: Db,
    private readonly answers: RefundAnswers,
  ) {}

  @Rpc(Refunds.method.listOpen)
  async handle(request: ListOpenRefunds) {
    const companyId = CompanyId.parse(request.companyId);
    const limit = parsePageSize(request.pageSize);
    const after = parseAfter(request.pageToken);

    const page = await this.db.ofCompany(companyId, (tx) => openRefunds(tx, companyId, { after, limit }));
    const nextPageToken = page.last ? PageToken.of(page.last.requestedUs, page.last.refundId) : '';
    return { refunds: page.refunds.map((row) => this.answers.of(row)), nextPageToken };
  }
}

function parseAfter(token: string): RefundPlace {
  const [requestedUs, refundId] = PageToken.parse(token, [MICROSECONDS, UUID]) ?? [];
  return requestedUs && refundId ? { requestedUs, refundId } : BEGINNING;
}
