import { ViewerId } from '#kernel/id.js';

/**
 * One name for a person (or, of somebody who is not signed in, for a device) within a company: enough to count heads, and
 * it tells nobody who it is.
 */
export const viewerOf = (companyId: string, personOrDevice: string) => ViewerId.derive(companyId, personOrDevice);
