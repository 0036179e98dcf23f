import type { Tx } from '#database/tx.js';
import type { CartId, MergeId, PersonId, SkuId } from '#kernel/id.js';
import type { CartLine } from './cart.js';

/** Whose cart: a person's, or one that a client keeps for somebody not signed in. An id of one is never the other's. */
export type Owner = { kind: 'person'; id: PersonId } | { kind: 'client'; id: CartId };

export const readLines = (tx: Tx, { kind, id }: Owner) => tx.sql<CartLine>`
  SELECT sku_id AS "skuId", quantity, company_id AS "companyId", product_id AS "productId",
    product_title AS "productTitle", title, price_fen AS "priceFen"
  FROM cart_line WHERE (owner_kind, owner_id) = (${kind}, ${id}) ORDER BY added_at, sku_id`;

/** Makes the cart where there is none. Its lines are changed by one at a time, so that they can be counted. */
export async function lockCart(tx: Tx, { kind, id }: Owner): Promise<void> {
  await tx.sql`
    INSERT INTO cart (owner_kind, owner_id) VALUES (${kind}, ${id})
    ON CONFLICT (owner_kind, owner_id) DO UPDATE SET touched_at = now()`;
}

/** How many lines it has from now on. */
export async function putLine(tx: Tx, { kind, id }: Owner, line: CartLine): Promise<number> {
  const { skuId, quantity, companyId, productId, productTitle, title, priceFen } = line;
  await tx.sql`
    INSERT INTO cart_line
      (owner_kind, owner_id, sku_id, quantity, company_id, product_id, product_title, title, price_fen)
    VALUES (${kind}, ${id}, ${skuId}, ${quantity}, ${companyId}, ${productId}, ${productTitle}, ${title}, ${priceFen})
    ON CONFLICT (owner_kind, owner_id, sku_id) DO UPDATE SET quantity = excluded.quantity,
      product_title = excluded.product_title, title = excluded.title, price_fen = excluded.price_fen`;
  return countLines(tx, { kind, id } as Owner);
}

export async function countLines(tx: Tx, { kind, id }: Owner): Promise<number> {
  const [row] = await tx.sql<{ lines: number }>`
    SELECT count(*)::int AS lines FROM cart_line WHERE (owner_kind, owner_id) = (${kind}, ${id})`;
  return row?.lines ?? 0;
}

export async function removeLines(tx: Tx, { kind, id }: Owner, skuIds: SkuId[]): Promise<void> {
  await tx.sql`
    DELETE FROM cart_line WHERE (owner_kind, owner_id) = (${kind}, ${id}) AND sku_id = ANY(${skuIds}::uuid[])`;
}

/** The cart this merge was of before; undefined if it is new. */
export async function claimMerge(
  tx: Tx,
  personId: PersonId,
  mergeId: MergeId,
  cartId: CartId,
): Promise<CartId | undefined> {
  const claimed = await tx.sql`
    INSERT INTO cart_merge (person_id, merge_id, cart_id) VALUES (${personId}, ${mergeId}, ${cartId})
    ON CONFLICT DO NOTHING RETURNING merge_id`;
  if (claimed.length === 1) return undefined;
  const [earlier] = await tx.sql<{ cartId: CartId }>`
    SELECT cart_id AS "cartId" FROM cart_merge WHERE (person_id, merge_id) = (${personId}, ${mergeId})`;
  return earlier?.cartId;
}

/** Of a SKU that is in both the larger quantity stays; the client's cart is empty afterwards. */
export async function moveLines(tx: Tx, cartId: CartId, personId: PersonId): Promise<void> {
  await tx.sql`SELECT FROM cart WHERE (owner_kind, owner_id) = ('client', ${cartId}) FOR UPDATE`;
  await tx.sql`
    WITH moved AS (
      DELETE FROM cart_line WHERE (owner_kind, owner_id) = ('client', ${cartId}) RETURNING *)
    INSERT INTO cart_line AS mine
      (owner_kind, owner_id, sku_id, quantity, company_id, product_id, product_title, title, price_fen, added_at)
    SELECT 'person', ${personId}, sku_id, quantity, company_id, product_id, product_title, title, price_fen, added_at
    FROM moved
    ON CONFLICT (owner_kind, owner_id, sku_id) DO UPDATE SET quantity = greatest(mine.quantity, excluded.quantity)`;
}

/** Clients' carts nobody touched for a month, people's for a year; merges that nobody repeats any more. */
export async function forgetOldCarts(tx: Tx): Promise<void> {
  await tx.sql`
    DELETE FROM cart WHERE (owner_kind, owner_id) IN (
      SELECT owner_kind, owner_id FROM cart
      WHERE touched_at < now() - CASE owner_kind WHEN 'client' THEN interval '30 days' ELSE interval '1 year' END
      LIMIT 1000)`;
}

export async function forgetOldMerges(tx: Tx): Promise<void> {
  await tx.sql`
    DELETE FROM cart_merge WHERE (person_id, merge_id) IN (
      SELECT person_id, merge_id FROM cart_merge WHERE merged_at < now() - interval '90 days' LIMIT 1000)`;
}
