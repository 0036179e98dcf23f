import { Injectable } from '@nestjs/common';
import { BlobKey } from '#blobs/blob-key.js';
import { BlobLinks } from '#blobs/blob-links.js';
import { Db } from '#database/db.js';
import { readRefund } from '../refunds/refund-view.sql.js';
import { toRefund, type RefundRow } from '../refunds/refund-view.js';
import type { RefundKey } from './after-sale.sql.js';

/** Refunds as they are answered to whoever may see them: with their photos. */
@Injectable()
export class RefundAnswers {
  constructor(
    private readonly db: Db,
    private readonly links: BlobLinks,
  ) {}

  async read({ companyId, refundId }: RefundKey) {
    const row = await this.db.ofCompany(companyId, (tx) => readRefund(tx, companyId, refundId));
    return { refund: this.of(row) };
  }

  of(row: RefundRow) {
    const now = new Date();
    return { ...toRefund(row), photoUrls: row.photoKeys.filter(BlobKey.is).map((key) => this.links.of(key, now)) };
  }
}
