import { Controller } from '@nestjs/common';
import { Coupons, type ListCoupons } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { toCouponAnswer } from './coupon-answer.js';
import { listCoupons } from './coupons.sql.js';

// When it was made, in microseconds since 1970; and its id.
const KEYS = [/^\d{1,16}$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

const SEE_ALL = ['seller', 'mentor', 'college_admin'];

@Controller()
export class ListCouponsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Coupons.method.list)
  async handle(request: ListCoupons, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const size = parsePageSize(request.pageSize);
    const after = PageToken.parse(request.pageToken, KEYS) ?? [];

    // Who only hosts learns of no code but those that are given away on air.
    const onlyOnAir = !hasRole(personOf(caller), companyId, SEE_ALL);
    const rows = await this.db.ofCompany(companyId, (tx) => listCoupons(tx, { companyId, onlyOnAir }, after, size + 1));

    const page = rows.slice(0, size);
    const last = rows.length > size ? page.at(-1) : undefined;
    return {
      coupons: page.map(toCouponAnswer),
      nextPageToken: last ? PageToken.of(last.madeMicros, last.couponId) : '',
    };
  }
}
