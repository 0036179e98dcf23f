import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { NewCoupon_Kind as Kind, type EndCoupon, type NewCoupon } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { CompanyId, CouponId, type PersonId } from '#kernel/id.js';
import { parseCode, parseText } from '#kernel/text.js';
import { invalid, Problem } from '#problems/problem.js';
import { nameOf } from '../ids/enum-name.js';
import type { Payer } from './coupon.js';
import { toCouponAnswer } from './coupon-answer.js';
import { countOwned, endCoupon, readCoupon, writeCoupon, type TermsRow } from './coupons.sql.js';
import { parseCouponTerms } from './new-coupon.js';

const TITLE_MAX = 40;

/** Makes and ends coupons, whoever pays them; who may is said by the rpcs. */
@Injectable()
export class CouponDesk {
  constructor(private readonly db: Db) {}

  async make(request: NewCoupon, payer: Payer, madeBy: PersonId | null) {
    const wanted = toRow(request, payer);
    const { companyId, couponId } = wanted;

    const saved = await this.db.ofCompany(companyId, async (tx) => {
      if ((await countOwned(tx, wanted)) < wanted.productIds.length + wanted.skuIds.length)
        throw new Problem('not_found');
      const written = await writeCoupon(tx, wanted, madeBy);
      const coupon = await readCoupon(tx, companyId, couponId);
      if (!written && !coupon) throw new Problem('coupon.code_taken');
      return coupon;
    });
    if (!saved) throw new Error(`coupon ${couponId} was not written`);
    const { used, claimed, endedAt, madeMicros, ...terms } = saved;
    if (!isDeepStrictEqual(terms, wanted)) throw new Problem('request.repeated_differently');

    return { coupon: toCouponAnswer({ ...terms, used, claimed, endedAt, madeMicros }) };
  }

  /** `mayEnd` decides when it is known who pays. */
  async end(request: EndCoupon, mayEnd: (payer: Payer) => boolean) {
    const companyId = CompanyId.parse(request.companyId);
    const couponId = CouponId.parse(request.couponId);

    const ended = await this.db.ofCompany(companyId, async (tx) => {
      const coupon = await readCoupon(tx, companyId, couponId);
      if (!coupon) throw new Problem('not_found');
      if (!mayEnd(coupon.payer)) throw new Problem('access.denied');
      await endCoupon(tx, companyId, couponId);
      return readCoupon(tx, companyId, couponId);
    });
    if (!ended) throw new Error(`coupon ${couponId} is gone`);

    return { coupon: toCouponAnswer(ended) };
  }
}

function toRow(request: NewCoupon, payer: Payer): TermsRow {
  const kind = nameOf(Kind, request.kind, 'kind');
  const { off, scope, ...terms } = parseCouponTerms(request, kind, {
    startsAt: parseMoment(request.startsAt, 'startsAt'),
    endsAt: parseMoment(request.endsAt, 'endsAt'),
  });
  return {
    companyId: CompanyId.parse(request.companyId),
    couponId: CouponId.parseOrNew(request.couponId),
    code: parseCode(request.code, 'code'),
    title: parseText(request.title, 'title', { max: TITLE_MAX }),
    payer,
    kind: off.kind,
    percentOffBp: off.kind === 'PERCENT' ? off.shareBp : 0,
    amountFen: off.kind === 'AMOUNT' ? off.amountFen : Fen.zero,
    capFen: off.kind === 'AMOUNT' ? Fen.zero : off.capFen,
    ...scope,
    ...terms,
  };
}

/** To the millisecond, as it is kept. */
function parseMoment(moment: Timestamp | undefined, field: string): Date {
  if (!moment) throw invalid(field, 'a moment');
  return timestampDate(moment);
}
