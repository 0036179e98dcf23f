import { Controller } from '@nestjs/common';
import { BlobLinks } from '#blobs/blob-links.js';
import { Lots, type WithdrawCertificateRequest } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Db } from '#database/db.js';
import { CertificateId, CompanyId, LotId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toCertificate } from './certificate-answer.js';
import { readCertificates, withdrawCertificate } from './certificates.sql.js';
import { refreshOffered } from './offered.sql.js';

@Controller()
export class WithdrawCertificateHandler {
  constructor(
    private readonly db: Db,
    private readonly links: BlobLinks,
  ) {}

  @Rpc(Lots.method.withdrawCertificate)
  async handle(request: WithdrawCertificateRequest, caller: Caller) {
    const { personId } = personOf(caller);
    const which = {
      companyId: CompanyId.parse(request.companyId),
      lotId: LotId.parse(request.lotId),
      certificateId: CertificateId.parse(request.certificateId),
    };

    const [certificate] = await this.db.ofCompany(which.companyId, async (tx) => {
      await withdrawCertificate(tx, which, personId);
      await refreshOffered(tx, { companyId: which.companyId, lotId: which.lotId });
      return readCertificates(tx, which);
    });

    if (!certificate) throw new Problem('not_found');
    return { certificate: toCertificate(certificate, this.links, new Date()) };
  }
}
