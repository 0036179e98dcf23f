import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { OrderWeighedSchema, type WeighingSchema } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import type { Tx } from '#database/tx.js';
import { Fen } from '#kernel/fen.js';
import type { CompanyId, OrderId, PersonId, RefundId, SkuId, WeighingId } from '#kernel/id.js';
import { fromAllotment } from '../orders/held.js';
import type { OrderKey } from '../orders/order-view.sql.js';
import type { LineToWeigh, OrderToWeigh, WeighedLine } from './weighing.js';

/** A weighing as it was asked for. */
export interface NewWeighing extends OrderKey {
  weighingId: WeighingId;
  contentHash: string;
}

export interface LineOfOrder extends LineToWeigh {
  skuId: SkuId;
  ruleId: string;
}

type Amounts = 'priceFen' | 'grossFen' | 'freightFen' | 'leftFen' | 'freightBackFen';
type LineRow = Omit<LineOfOrder, Amounts | 'byWeight' | 'weighed'> &
  Record<Amounts, bigint> & {
    pieceFen: bigint | null;
    maxG: number | null;
    weighedPieces: number | null;
    weighedG: number | null;
  };

/** What is put on the scale. Whoever calls holds the order. */
export async function readToWeigh(
  tx: Tx,
  { companyId, orderId }: OrderKey,
): Promise<OrderToWeigh & { lines: LineOfOrder[] }> {
  const [order] = await tx.sql<Pick<OrderToWeigh, 'freightTerms'> & { freightFen: bigint }>`
    SELECT freight_fen AS "freightFen", freight_terms AS "freightTerms" FROM orders
    WHERE company_id = ${companyId} AND order_id = ${orderId}`;
  const rows = await tx.sql<LineRow>`
    SELECT l.line_no AS "lineNo", line_id AS "lineId", sku_id AS "skuId", rule_id AS "ruleId", l.quantity,
      refunded_quantity AS "refundedQuantity", cash_fen - refunded_fen - coalesce(asked.fen, 0) AS "leftFen",
      asked.line_no IS NOT NULL AS undecided, price_fen AS "priceFen", net_g AS "netG", gross_g AS "grossG",
      gross_fen AS "grossFen", freight_fen AS "freightFen", freight_back_fen AS "freightBackFen", discounts,
      purchase_kind AS "purchaseKind", allocations, piece_fen AS "pieceFen", max_g AS "maxG",
      weighed_pieces AS "weighedPieces", weighed_g AS "weighedG"
    FROM order_line l LEFT JOIN (
      SELECT a.line_no, sum(a.amount_fen)::bigint AS fen
      FROM refund_line a JOIN refund r USING (company_id, refund_id)
      WHERE a.company_id = ${companyId} AND a.order_id = ${orderId} AND r.status = 'REQUESTED' GROUP BY a.line_no
    ) AS asked USING (line_no)
    WHERE l.company_id = ${companyId} AND l.order_id = ${orderId} ORDER BY l.line_no`;
  const { freightTerms = null, freightFen = 0n } = order ?? {};
  return { freightTerms, freightFen: Fen.of(freightFen), lines: rows.map(toLine) };
}

const toLine = ({ pieceFen, maxG, weighedPieces, weighedG, ...row }: LineRow): LineOfOrder => ({
  ...row,
  priceFen: Fen.of(row.priceFen),
  grossFen: Fen.of(row.grossFen),
  freightFen: Fen.of(row.freightFen),
  leftFen: Fen.of(row.leftFen),
  freightBackFen: Fen.of(row.freightBackFen),
  byWeight: pieceFen === null || maxG === null ? null : { pieceFen: Fen.of(pieceFen), maxG },
  weighed: weighedPieces === null || weighedG === null ? null : { pieces: weighedPieces, grams: weighedG },
});

/** Whether pieces of these lines are about to go out of another lot, and nobody knows yet. */
export async function someMove(tx: Tx, { companyId, orderId }: OrderKey, lineIds: string[]): Promise<boolean> {
  const asked = await tx.sql`
    SELECT FROM reallocation WHERE company_id = ${companyId} AND order_id = ${orderId}
      AND line_id = ANY(${lineIds}::uuid[]) AND status = 'ASKED' LIMIT 1`;
  return asked.length > 0;
}

/** False: the id is another order's. */
export async function writeWeighing(
  tx: Tx,
  { companyId, weighingId, orderId, contentHash }: NewWeighing,
  lines: WeighedLine[],
  { weighedBy, refundId }: { weighedBy: PersonId; refundId: RefundId | null },
): Promise<boolean> {
  const claimed = await tx.sql`
    INSERT INTO weighing (company_id, weighing_id, order_id, content_hash, weighed_by, refund_id)
    VALUES (${companyId}, ${weighingId}, ${orderId}, ${contentHash}, ${weighedBy}, ${refundId})
    ON CONFLICT (company_id, weighing_id) DO NOTHING RETURNING weighing_id`;
  if (claimed.length === 0) return false;
  await tx.sql`
    WITH found AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(lines.map(toRow))}::jsonb) AS f (line_no int, pieces int,
        grams int, charged_fen bigint, given_away_g int, given_away_fen bigint, freight_off_fen bigint,
        allocations jsonb)
    ), kept AS (
      INSERT INTO weighing_line (company_id, weighing_id, order_id, line_no, pieces, grams, charged_fen, given_away_g,
        given_away_fen)
      SELECT ${companyId}::uuid, ${weighingId}::uuid, ${orderId}::uuid, line_no, pieces, grams, charged_fen,
        given_away_g, given_away_fen
      FROM found WHERE grams IS NOT NULL
    )
    UPDATE order_line l SET weighed_pieces = coalesce(found.pieces, l.weighed_pieces),
      weighed_g = coalesce(found.grams, l.weighed_g), charged_fen = coalesce(found.charged_fen, l.charged_fen),
      freight_back_fen = l.freight_back_fen + found.freight_off_fen, allocations = found.allocations
    FROM found WHERE (l.company_id, l.order_id, l.line_no) = (${companyId}, ${orderId}, found.line_no)`;
  return true;
}

const toRow = ({ lineNo, weight, freightOffFen, allocations }: WeighedLine) => ({
  line_no: lineNo,
  ...(weight && {
    pieces: weight.pieces,
    grams: weight.grams,
    charged_fen: String(weight.chargedFen),
    given_away_g: weight.givenAwayG,
    given_away_fen: String(weight.givenAwayFen),
  }),
  freight_off_fen: String(freightOffFen),
  allocations,
});

/** What the lines are by now, for whoever has a share in them. */
export async function tellWeighed(
  tx: Tx,
  { companyId, orderId, weighingId }: NewWeighing,
  lines: LineOfOrder[],
  weighed: WeighedLine[],
): Promise<void> {
  await tx.publish(OrderWeighedSchema, {
    ...{ orderId, companyId, weighingId },
    lines: weighed.flatMap(({ lineId, backFen, now }) => {
      const line = lines.find((one) => one.lineId === lineId);
      return line ? [{ line: asSold(line, now), backFen }] : [];
    }),
  });
}

const asSold = ({ lineId, skuId, ruleId, purchaseKind }: LineOfOrder, now: WeighedLine['now']) => ({
  ...{ lineId, skuId, ruleId },
  ...now,
  purchaseKind: SaveSkuRequest_PurchaseKind[purchaseKind],
  discounts: now.discounts.map((discount) => ({ ...discount, amountFen: BigInt(discount.amountFen) })),
  allocations: now.allocations.map(fromAllotment),
});

interface Weighing {
  weighingId: WeighingId;
  orderId: OrderId;
  contentHash: string;
  weighedAt: Date;
  refundId: RefundId | null;
  refundFen: bigint;
  lines: {
    lineId: string;
    pieces: number;
    grams: number;
    chargedFen: string;
    givenAwayG: number;
    givenAwayFen: string;
  }[];
}

export async function readWeighing(
  tx: Tx,
  companyId: CompanyId,
  weighingId: WeighingId,
): Promise<Weighing | undefined> {
  const [weighing] = await tx.sql<Weighing>`
    SELECT weighing_id AS "weighingId", w.order_id AS "orderId", w.content_hash AS "contentHash",
      weighed_at AS "weighedAt", w.refund_id AS "refundId", coalesce(amount_fen, 0)::bigint AS "refundFen", (
        SELECT jsonb_agg(jsonb_build_object('lineId', line_id, 'pieces', pieces, 'grams', grams,
          'chargedFen', f.charged_fen::text, 'givenAwayG', given_away_g, 'givenAwayFen', given_away_fen::text)
          ORDER BY line_no)
        FROM weighing_line f JOIN order_line USING (company_id, order_id, line_no)
        WHERE (f.company_id, f.weighing_id) = (w.company_id, w.weighing_id)) AS lines
    FROM weighing w LEFT JOIN refund USING (company_id, refund_id)
    WHERE w.company_id = ${companyId} AND weighing_id = ${weighingId}`;
  return weighing;
}

export const toWeighing = (row: Weighing): MessageInitShape<typeof WeighingSchema> => ({
  weighingId: row.weighingId,
  weighedAt: timestampFromDate(row.weighedAt),
  refundFen: row.refundFen,
  refundId: row.refundId ?? '',
  lines: row.lines.map((line) => ({
    ...line,
    chargedFen: BigInt(line.chargedFen),
    givenAwayFen: BigInt(line.givenAwayFen),
  })),
});
