import { Controller } from '@nestjs/common';
import { BlobKey } from '#blobs/blob-key.js';
import { BlobLinks } from '#blobs/blob-links.js';
import { Blobs } from '#blobs/blobs.js';
import { Lots, type AddCertificateRequest } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Category_Document as Document } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CertificateId, CompanyId, LotId, type PersonId } from '#kernel/id.js';
import { parseDay, parseText } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { nameOf } from '../ids/enum-name.js';
import { toCertificate } from './certificate-answer.js';
import {
  addCertificate,
  countCertificates,
  hasLot,
  readCertificates,
  type Certificate,
  type ShownCertificate,
} from './certificates.sql.js';
import { refreshOffered } from './offered.sql.js';

const NUMBER_MAX = 60;
const LAST_DAY = '2099-12-31';
const OF_A_LOT_MAX = 50;

@Controller()
export class AddCertificateHandler {
  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
    private readonly links: BlobLinks,
  ) {}

  @Rpc(Lots.method.addCertificate)
  async handle(request: AddCertificateRequest, caller: Caller) {
    const { personId } = personOf(caller);
    const wanted = parse(request);

    const earlier = await this.db.ofCompany(wanted.companyId, async (tx) => {
      if (!(await hasLot(tx, wanted.companyId, wanted.lotId))) throw new Problem('not_found');
      return readCertificates(tx, { companyId: wanted.companyId, certificateId: wanted.certificateId });
    });
    // The copy is there before the row that says so; of two who ask at once both make the same.
    if (earlier.length === 0) await this.keep(wanted, personId);

    const certificate = await this.db.ofCompany(wanted.companyId, async (tx) => {
      if (earlier.length === 0) await assertRoom(tx, wanted);
      await addCertificate(tx, wanted, personId);
      await refreshOffered(tx, { companyId: wanted.companyId, lotId: wanted.lotId });
      const { companyId, certificateId } = wanted;
      return assertSame(await readCertificates(tx, { companyId, certificateId }), wanted);
    });
    await this.blobs.delete(wanted.uploadKey);
    return { certificate: toCertificate(certificate, this.links, new Date()) };
  }

  private async keep({ uploadKey, documentKey }: Certificate, personId: PersonId): Promise<void> {
    const upload = await this.blobs.read(uploadKey);
    if (upload?.about.ownerId !== personId) {
      upload?.bytes.destroy();
      throw invalid('blobKey', 'an upload of your own');
    }
    const { type, size } = upload.about;
    await this.blobs.put(documentKey, upload.bytes, { type, maxBytes: size, ownerId: personId });
  }
}

function parse(request: AddCertificateRequest): Certificate {
  const companyId = CompanyId.parse(request.companyId);
  const certificateId = CertificateId.parseOrNew(request.certificateId);
  const uploadKey = BlobKey.parse(request.blobKey);
  const expiresOn = parseDay(request.expiresOn, 'expiresOn');
  if (expiresOn > LAST_DAY) throw invalid('expiresOn', `not after ${LAST_DAY}`);
  return {
    companyId,
    certificateId,
    lotId: LotId.parse(request.lotId),
    kind: nameOf(Document, request.kind, 'kind'),
    number: parseText(request.number, 'number', { max: NUMBER_MAX }),
    expiresOn,
    uploadKey,
    documentKey: BlobKey.derive('document', companyId, certificateId, uploadKey),
  };
}

async function assertRoom(tx: Tx, { companyId, lotId }: Certificate): Promise<void> {
  if ((await countCertificates(tx, companyId, lotId)) >= OF_A_LOT_MAX)
    throw invalid('lotId', `a lot with fewer than ${OF_A_LOT_MAX} certificates`);
}

const CONTENT = ['lotId', 'kind', 'number', 'expiresOn', 'uploadKey'] as const;

function assertSame([found]: ShownCertificate[], wanted: Certificate): ShownCertificate {
  if (!found || CONTENT.some((field) => found[field] !== wanted[field]))
    throw new Problem('request.repeated_differently');
  return found;
}
