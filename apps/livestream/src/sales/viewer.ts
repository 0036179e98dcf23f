import { ViewerId } from '#kernel/id.js';

/**
 * One name for a person ("p:…") or, of somebody who is not signed in, a device ("d:…") within a company: enough to count
 * heads, and it tells nobody who it is.
 */
export const viewerOf = (companyId: string, who: string) => ViewerId.derive(companyId, who);
