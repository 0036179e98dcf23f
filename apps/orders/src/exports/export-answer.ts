import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { BlobLinks } from '#blobs/blob-links.js';
import { BlobKey } from '#blobs/blob-key.js';
import { OrderExport_Status } from '#contracts/tianjian/orders/v1/exports_pb.js';
import type { OrderExport } from './order-export.js';

/** For whoever asked for it, and nobody else: the link is a key. */
export const toAnswer = (found: OrderExport, links: BlobLinks, now: Date) => ({
  orderExport: {
    exportId: found.exportId,
    status: OrderExport_Status[found.status],
    rowsDone: found.rowsDone,
    rowsTotal: found.rowsTotal,
    addresses: found.addresses,
    url: found.blobKey === null ? '' : links.of(BlobKey.parse(found.blobKey), now),
    begunAt: timestampFromDate(found.begunAt),
    ...(found.finishedAt ? { finishedAt: timestampFromDate(found.finishedAt) } : {}),
    ...(found.expiresAt ? { expiresAt: timestampFromDate(found.expiresAt) } : {}),
  },
});
