import { check } from '../check.js';

/** Uses of coupons, and what they took off. */
export const coupons = [
  check(
    'Every coupon was used as often as holds have it, and no more often than its quota',
    'catalog',
    `SELECT company_id, coupon_id, code, quota, used, coalesce(h.uses, 0) AS in_holds
     FROM coupon
     LEFT JOIN (
       SELECT company_id, entry.coupon_id, count(*) AS uses FROM hold, unnest(coupon_ids) AS entry (coupon_id)
       WHERE status IN ('PROVISIONAL', 'ADOPTED', 'SOLD') GROUP BY 1, 2
     ) h USING (company_id, coupon_id)
     WHERE used <> coalesce(h.uses, 0) OR used > quota`,
  ),
  check(
    'Nobody used a coupon more often than its limit',
    'catalog',
    `SELECT company_id, coupon_id, buyer_id, count(*) AS uses, per_buyer
     FROM coupon_use JOIN coupon USING (company_id, coupon_id) JOIN hold USING (company_id, hold_id, buyer_id)
     WHERE status IN ('PROVISIONAL', 'ADOPTED', 'SOLD')
     GROUP BY company_id, coupon_id, buyer_id, per_buyer HAVING count(*) > per_buyer`,
  ),
  check(
    'What came off an order is what its coupons took off its lines',
    'orders',
    `SELECT o.company_id, order_id, o.discount_fen, sum(l.discount_fen) AS lines, sum(told.fen) AS coupons
     FROM orders o JOIN order_line l USING (company_id, order_id), LATERAL (
       SELECT coalesce(sum((discount ->> 'amountFen')::bigint), 0) AS fen
       FROM jsonb_array_elements(l.discounts) AS discount
     ) told
     GROUP BY o.company_id, order_id, o.discount_fen
     HAVING o.discount_fen <> sum(l.discount_fen) OR sum(l.discount_fen) <> sum(told.fen)`,
  ),
];
