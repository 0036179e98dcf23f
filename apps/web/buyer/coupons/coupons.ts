import { ask } from '../door/door.js';
import { deviceId } from '../kernel/device.js';

/** A coupon that this person claimed and may still use. */
export interface ClaimedCoupon {
  companyId: string;
  couponId: string;
  code: string;
  title: string;
  /** What the goods must cost at least. */
  fromFen: string;
}

export const listClaimed = async (): Promise<ClaimedCoupon[]> =>
  (await ask<{ coupons: ClaimedCoupon[] }>('GET', '/me/coupons')).coupons;

/** Safe to repeat: a person has one of each. */
export const claimCoupon = (liveSessionId: string, couponId: string) =>
  ask('POST', `/live-sessions/${liveSessionId}/coupon-claims`, { couponId, deviceId: deviceId() });
