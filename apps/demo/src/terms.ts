import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { NewCoupon_Kind as Kind } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { CouponId, FreightTemplateId, type CompanyId } from '#kernel/id.js';
import { addDays, at } from './day.js';

const COUPON_DAYS = 30;

const zone = (name: string, firstFen: bigint, furtherFen: bigint, freeFromFen: bigint, provinces: string[]) => ({
  name,
  remote: freeFromFen === 0n,
  regionCodes: provinces.map((province) => `${province}0000`),
  ...{ firstG: 1_000, firstFen, furtherG: 1_000, furtherFen, freeFromFen },
});

/** What the main company takes for sending: plausible, not a quotation of any carrier. */
export const freightOf = (seed: string, companyId: CompanyId) => ({
  companyId,
  freightTemplateId: FreightTemplateId.derive(seed, companyId),
  tareG: 300,
  zones: [
    zone('甘青宁陕', 400n, 80n, 9_900n, ['61', '62', '63', '64']),
    zone('全国', 500n, 150n, 19_900n, [
      ...['11', '12', '13', '14', '21', '31', '32', '33', '34', '35', '36', '37'],
      ...['41', '42', '43', '44', '45', '50', '51', '52', '53'],
    ]),
    zone('偏远', 900n, 650n, 0n, ['15', '22', '23', '46', '54', '65']),
  ],
  refused: [{ regionCodes: ['710000', '810000', '820000'], reason: '生鲜暂不发往港澳台地区' }],
});

/** Five yuan off, for whoever comes for the first time. A later day has a coupon of its own. */
export const couponOf = ({ seed, companyId, today }: { seed: string; companyId: CompanyId; today: string }) => ({
  companyId,
  couponId: CouponId.derive(seed, companyId, today),
  code: `XINKE-${today.slice(5)}`,
  title: '新客满 50 减 5',
  kind: Kind.AMOUNT,
  amountFen: 500n,
  fromFen: 5_000n,
  startsAt: timestampFromDate(at(today, 0)),
  endsAt: timestampFromDate(at(addDays(today, COUPON_DAYS), 0)),
  quota: 1_000,
  perBuyer: 1,
});
