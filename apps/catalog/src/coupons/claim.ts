import type { PersonId } from '#kernel/id.js';
import type { Problem } from '#problems/problem.js';
import { refuse, type Coupon } from './coupon.js';

/** What claims there are of one coupon, of whom it matters for those who ask now. */
export interface Claims {
  count: number;
  buyers: Set<PersonId>;
  devices: Set<string>;
}

export interface Claimant {
  buyerId: PersonId;
  deviceKey: string | null;
}

/** Whether somebody may have one more; who has one already has it, and is told so by the caller. */
export function whyNotClaim(coupon: Coupon, claims: Claims, { deviceKey }: Claimant, now: Date): Problem | undefined {
  if (!coupon.claimOnly) return refuse(coupon.code, 'NOT_OFFERED');
  if (coupon.ended || now >= coupon.endsAt) return refuse(coupon.code, 'OVER');
  if (claims.count >= coupon.quota) return refuse(coupon.code, 'ALL_CLAIMED');
  if (deviceKey !== null && claims.devices.has(deviceKey)) return refuse(coupon.code, 'CLAIMED_HERE');
  return undefined;
}
