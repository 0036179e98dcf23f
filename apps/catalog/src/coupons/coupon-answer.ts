import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { NewCoupon_Kind as Kind } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import type { SavedCoupon } from './coupons.sql.js';

/** A coupon as those see it who make coupons. */
export const toCouponAnswer = ({
  kind,
  liveSessionId,
  startsAt,
  endsAt,
  endedAt,
  madeMicros: _,
  ...coupon
}: SavedCoupon) => ({
  ...coupon,
  kind: Kind[kind],
  liveSessionId: liveSessionId ?? '',
  startsAt: timestampFromDate(startsAt),
  endsAt: timestampFromDate(endsAt),
  ...(endedAt && { endedAt: timestampFromDate(endedAt) }),
});
