import type { Tx } from '#database/tx.js';
import type { CategoryId } from '#kernel/id.js';

export interface Category {
  categoryId: CategoryId;
  name: string;
  /** Null: a top category. */
  parentId: CategoryId | null;
  /** One of these must be valid for a lot before it is offered; none: nothing is asked for. */
  documents: string[];
}

export const readCategories = (tx: Tx) => tx.sql<Category>`
  SELECT category_id AS "categoryId", name, parent_id AS "parentId", documents FROM category ORDER BY position, category_id`;

/** In the order given; the constraint on parents is checked when all are in. */
export async function writeCategories(tx: Tx, categories: Category[]): Promise<void> {
  await tx.sql`
    INSERT INTO category (category_id, name, parent_id, documents, position)
    SELECT category_id, name, parent_id, coalesce(string_to_array(nullif(documents, ''), ' '), '{}'), position FROM unnest(
      ${categories.map((category) => category.categoryId)}::uuid[], ${categories.map((category) => category.name)}::text[],
      ${categories.map((category) => category.parentId)}::uuid[],
      ${categories.map((category) => category.documents.join(' '))}::text[], ${categories.map((_, at) => at)}::int[]
    ) AS c (category_id, name, parent_id, documents, position)
    ON CONFLICT (category_id) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id,
      documents = excluded.documents, position = excluded.position`;
}
