import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { BlobLinks } from '#blobs/blob-links.js';
import { Category_Document as Document } from '#contracts/tianjian/catalog/v1/products_pb.js';
import type { ShownCertificate } from './certificates.sql.js';

export const toCertificate = (certificate: ShownCertificate, links: BlobLinks, now: Date) => ({
  certificateId: certificate.certificateId,
  lotId: certificate.lotId,
  kind: documentOf(certificate.kind),
  number: certificate.number,
  expiresOn: certificate.expiresOn,
  valid: certificate.valid,
  documentUrl: links.of(certificate.documentKey, now),
  ...(certificate.withdrawnAt ? { withdrawnAt: timestampFromDate(certificate.withdrawnAt) } : {}),
});

/** The number of the contract for the word in a table. */
export const documentOf = (kind: string): Document => Document[kind as keyof typeof Document];
