import { Controller } from '@nestjs/common';
import { BlobLinks } from '#blobs/blob-links.js';
import { Lots, type ListCertificatesRequest } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LotId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toCertificate } from './certificate-answer.js';
import { hasLot, isOffered, readCertificates } from './certificates.sql.js';

@Controller()
export class ListCertificatesHandler {
  constructor(
    private readonly db: Db,
    private readonly links: BlobLinks,
  ) {}

  @Rpc(Lots.method.listCertificates)
  async handle(request: ListCertificatesRequest) {
    const companyId = CompanyId.parse(request.companyId);
    const lotId = LotId.parse(request.lotId);

    const { certificates, offered } = await this.db.ofCompany(companyId, async (tx) => {
      if (!(await hasLot(tx, companyId, lotId))) throw new Problem('not_found');
      return {
        certificates: await readCertificates(tx, { companyId, lotId }),
        offered: await isOffered(tx, companyId, lotId),
      };
    });

    const now = new Date();
    return { certificates: certificates.map((one) => toCertificate(one, this.links, now)), offered };
  }
}
