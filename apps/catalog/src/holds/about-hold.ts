import { CompanyId, HoldId } from '#kernel/id.js';
import type { Arrived } from '#messaging/on-event.js';
import type { AboutHold } from './settle.sql.js';

export const aboutHold = ({ eventId, message }: Arrived<{ companyId: string; holdId: string }>): AboutHold => ({
  eventId,
  companyId: CompanyId.parse(message.companyId),
  holdId: HoldId.parse(message.holdId),
});
