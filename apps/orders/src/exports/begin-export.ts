import { Controller } from '@nestjs/common';
import { BlobLinks } from '#blobs/blob-links.js';
import { OrderExports, type BeginOrderExport } from '#contracts/tianjian/orders/v1/exports_pb.js';
import { Db } from '#database/db.js';
import { contentHash } from '#kernel/hash.js';
import { CompanyId, ExportId, type PersonId } from '#kernel/id.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { Sealer } from '../address/sealer.js';
import { parseFilter } from '../orders/order-filter.js';
import { toAnswer } from './export-answer.js';
import { ExportBell } from './export-bell.js';
import { readExport, writeExport } from './exports.sql.js';
import type { NewExport } from './order-export.js';

@Controller()
export class BeginExportHandler {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
    private readonly links: BlobLinks,
    private readonly bell: ExportBell,
  ) {}

  @Rpc(OrderExports.method.begin)
  async handle(request: BeginOrderExport, caller: Caller) {
    const person = personOf(caller);
    const wanted = this.parse(request, person.personId);
    if (wanted.addresses && !hasRole(person, wanted.companyId, ['seller'])) throw new Problem('access.denied');

    const begun = await this.db.ofCompany(wanted.companyId, async (tx) => {
      const written = await writeExport(tx, wanted);
      const found = await readExport(tx, wanted);
      if (!found) throw new Problem('export.too_many');
      if (!written && (found.askedBy !== wanted.askedBy || found.contentHash !== wanted.contentHash)) {
        throw new Problem('request.repeated_differently');
      }
      return found;
    });

    this.bell.ring(begun.exportId);
    return toAnswer(begun, this.links, new Date());
  }

  private parse(request: BeginOrderExport, askedBy: PersonId): NewExport {
    const { phone, ...filter } = parseFilter(request);
    const phoneIndex = phone === null ? null : this.sealer.indexOf(phone).toString('base64');
    const content = { addresses: request.addresses, filter: { ...filter, phoneIndex } };
    return {
      ...content,
      askedBy,
      companyId: CompanyId.parse(request.companyId),
      exportId: ExportId.parse(request.exportId),
      contentHash: contentHash(content),
    };
  }
}
