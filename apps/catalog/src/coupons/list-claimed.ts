import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { Coupons, NewCoupon_Kind as Kind, type ListClaimedCoupons } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Db } from '#database/db.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { listClaimed } from './claims.sql.js';

const CLAIMED_MAX = 100;

@Controller()
export class ListClaimedHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Coupons.method.listClaimed)
  async handle(_: ListClaimedCoupons, caller: Caller) {
    const { personId } = personOf(caller);
    const claimed = await this.db.single((tx) => listClaimed(tx, personId, CLAIMED_MAX));
    return {
      coupons: claimed.map(({ kind, endsAt, claimedAt, ...coupon }) => ({
        ...coupon,
        kind: Kind[kind],
        endsAt: timestampFromDate(endsAt),
        claimedAt: timestampFromDate(claimedAt),
      })),
    };
  }
}
