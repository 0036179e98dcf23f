import type { BlobKey } from '#blobs/blob-key.js';
import type { Tx } from '#database/tx.js';
import type { CategoryId, CompanyId, ProductId } from '#kernel/id.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';
import type { PreSaleMark } from '../presales/presale.js';

export interface Filter {
  words: string[];
  categoryId: CategoryId | null;
  companyId: CompanyId | null;
  priceMinFen: bigint | null;
  priceMaxFen: bigint | null;
  availableOnly: boolean;
  /** The last row of the page before: its sort key and its id. */
  after: { key: string; productId: ProductId } | undefined;
  limit: number;
}

export interface Row {
  productId: ProductId;
  companyId: CompanyId;
  title: string;
  categoryId: CategoryId;
  priceFromFen: bigint;
  available: number;
  /** Of the first picture. */
  cardKey: BlobKey | null;
  /** Where nothing of it is ready. */
  preSale: PreSaleMark | null;
  /** What the list is ordered by, as text. */
  key: string;
}

// A page begins after a place in the order, not after a count of rows: what is written meanwhile moves nobody to
// another page. Each order is a statement of its own, for each has an index of its own.

export const newestFirst = (tx: Tx, { after, limit, ...f }: Filter) => tx.sql<Row>`
  SELECT p.product_id AS "productId", p.company_id AS "companyId", p.title, p.category_id AS "categoryId",
    s.price_from_fen AS "priceFromFen", s.available, s.card_key AS "cardKey", s.pre_sale AS "preSale",
    (extract(epoch FROM p.listed_at) * 1000000)::bigint::text AS key
  FROM (
    SELECT * FROM products_like(${f.words}::text[], ${f.categoryId}::uuid, ${f.companyId}::uuid, ${f.priceMinFen}::bigint,
      ${f.priceMaxFen}::bigint, ${f.availableOnly}::boolean, ${REMAINING_LIFE_DAYS}::int)
    WHERE ${after?.productId ?? null}::uuid IS NULL OR (listed_at, product_id) < (
      'epoch'::timestamptz + ${after?.key ?? null}::bigint * interval '1 microsecond', ${after?.productId ?? null}::uuid)
    ORDER BY listed_at DESC, product_id DESC LIMIT ${limit}
  ) AS p CROSS JOIN LATERAL shown_summary_of(p.company_id, p.product_id, ${REMAINING_LIFE_DAYS}::int) AS s
  ORDER BY p.listed_at DESC, p.product_id DESC`;

export const cheapestFirst = (tx: Tx, { after, limit, ...f }: Filter) => tx.sql<Row>`
  SELECT p.product_id AS "productId", p.company_id AS "companyId", p.title, p.category_id AS "categoryId",
    s.price_from_fen AS "priceFromFen", s.available, s.card_key AS "cardKey", s.pre_sale AS "preSale", p.price_from_fen::text AS key
  FROM (
    SELECT * FROM products_like(${f.words}::text[], ${f.categoryId}::uuid, ${f.companyId}::uuid, ${f.priceMinFen}::bigint,
      ${f.priceMaxFen}::bigint, ${f.availableOnly}::boolean, ${REMAINING_LIFE_DAYS}::int)
    WHERE price_from_fen IS NOT NULL AND (${after?.productId ?? null}::uuid IS NULL
      OR (price_from_fen, product_id) > (${after?.key ?? null}::bigint, ${after?.productId ?? null}::uuid))
    ORDER BY price_from_fen, product_id LIMIT ${limit}
  ) AS p CROSS JOIN LATERAL shown_summary_of(p.company_id, p.product_id, ${REMAINING_LIFE_DAYS}::int) AS s
  ORDER BY p.price_from_fen, p.product_id`;

export const dearestFirst = (tx: Tx, { after, limit, ...f }: Filter) => tx.sql<Row>`
  SELECT p.product_id AS "productId", p.company_id AS "companyId", p.title, p.category_id AS "categoryId",
    s.price_from_fen AS "priceFromFen", s.available, s.card_key AS "cardKey", s.pre_sale AS "preSale", p.price_from_fen::text AS key
  FROM (
    SELECT * FROM products_like(${f.words}::text[], ${f.categoryId}::uuid, ${f.companyId}::uuid, ${f.priceMinFen}::bigint,
      ${f.priceMaxFen}::bigint, ${f.availableOnly}::boolean, ${REMAINING_LIFE_DAYS}::int)
    WHERE price_from_fen IS NOT NULL AND (${after?.productId ?? null}::uuid IS NULL
      OR (price_from_fen, product_id) < (${after?.key ?? null}::bigint, ${after?.productId ?? null}::uuid))
    ORDER BY price_from_fen DESC, product_id DESC LIMIT ${limit}
  ) AS p CROSS JOIN LATERAL shown_summary_of(p.company_id, p.product_id, ${REMAINING_LIFE_DAYS}::int) AS s
  ORDER BY p.price_from_fen DESC, p.product_id DESC`;

export const byPinyin = (tx: Tx, { after, limit, ...f }: Filter) => tx.sql<Row>`
  SELECT p.product_id AS "productId", p.company_id AS "companyId", p.title, p.category_id AS "categoryId",
    s.price_from_fen AS "priceFromFen", s.available, s.card_key AS "cardKey", s.pre_sale AS "preSale", p.title_key AS key
  FROM (
    SELECT * FROM products_like(${f.words}::text[], ${f.categoryId}::uuid, ${f.companyId}::uuid, ${f.priceMinFen}::bigint,
      ${f.priceMaxFen}::bigint, ${f.availableOnly}::boolean, ${REMAINING_LIFE_DAYS}::int)
    WHERE title_key IS NOT NULL AND (${after?.productId ?? null}::uuid IS NULL
      OR (title_key, product_id) > (${after?.key ?? null}::text, ${after?.productId ?? null}::uuid))
    ORDER BY title_key, product_id LIMIT ${limit}
  ) AS p CROSS JOIN LATERAL shown_summary_of(p.company_id, p.product_id, ${REMAINING_LIFE_DAYS}::int) AS s
  ORDER BY p.title_key, p.product_id`;
