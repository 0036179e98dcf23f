import { Controller } from '@nestjs/common';
import { BlobLinks } from '#blobs/blob-links.js';
import { OrderExports, type GetOrderExport } from '#contracts/tianjian/orders/v1/exports_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, ExportId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toAnswer } from './export-answer.js';
import { readExport } from './exports.sql.js';

@Controller()
export class GetExportHandler {
  constructor(
    private readonly db: Db,
    private readonly links: BlobLinks,
  ) {}

  @Rpc(OrderExports.method.get)
  async handle(request: GetOrderExport, caller: Caller) {
    const key = { companyId: CompanyId.parse(request.companyId), exportId: ExportId.parse(request.exportId) };
    const found = await this.db.ofCompany(key.companyId, (tx) => readExport(tx, key));
    // What a colleague was given is not handed on by us: it was for their eyes that it was written down.
    if (found?.askedBy !== personOf(caller).personId) throw new Problem('not_found');
    return toAnswer(found, this.links, new Date());
  }
}
