import type { CompanyId, ExportId, PersonId } from '#kernel/id.js';
import type { OrderFilter } from '../orders/order-filter.js';

export type ExportStatus = 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED' | 'EXPIRED';

/** Of a person in a company, so that nobody fills the queue of all. */
export const OPEN_MAX = 20;
// An export that failed so often has a fault of its own.
export const TRIES_MAX = 5;
/** How long a worker may be silent before another one begins anew. */
export const LEASE_S = 60;
export const KEPT_DAYS = 7;

export interface ExportKey {
  companyId: CompanyId;
  exportId: ExportId;
}

/** Which orders, as a row can keep it: of a phone number its index, in base64. */
export type KeptFilter = Omit<OrderFilter, 'phone'> & { phoneIndex: string | null };

export interface NewExport extends ExportKey {
  askedBy: PersonId;
  /** Names, phones and addresses too. */
  addresses: boolean;
  filter: KeptFilter;
  contentHash: string;
}

export interface OrderExport extends ExportKey {
  askedBy: PersonId;
  contentHash: string;
  addresses: boolean;
  status: ExportStatus;
  rowsDone: number;
  rowsTotal: number;
  blobKey: string | null;
  begunAt: Date;
  finishedAt: Date | null;
  expiresAt: Date | null;
}
