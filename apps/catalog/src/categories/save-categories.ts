import { Controller } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import {
  Category_Document as Document,
  Products,
  type Categories,
} from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { CategoryId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { nameOf } from '../ids/enum-name.js';
import { refreshOffered } from '../lots/offered.sql.js';
import { readCategories, writeCategories, type Category } from './categories.sql.js';

const CATEGORIES_MAX = 2_000;
const NAME_MAX = 40;

@Controller()
export class SaveCategoriesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Products.method.saveCategories)
  async handle(request: Categories) {
    const categories = parse(request);

    await this.db.transaction(async (tx) => {
      const earlier = await readCategories(tx);
      const known = new Set([...earlier, ...categories].map((category) => category.categoryId));
      const orphan = categories.find(({ parentId }) => parentId !== null && !known.has(parentId));
      if (orphan) throw invalid('parentId', 'a category');
      await writeCategories(tx, categories);
      // What is asked for may have changed: of these, and so of all that lies below them.
      if (changesDocuments(earlier, categories)) await refreshOffered(tx, { companyId: null });
    });

    return request;
  }
}

function parse({ categories }: Categories): Category[] {
  if (categories.length > CATEGORIES_MAX) throw invalid('categories', `at most ${CATEGORIES_MAX}`);
  const ids = new Set(categories.map((category) => category.categoryId.toLowerCase()));
  if (ids.size < categories.length) throw invalid('categories', 'each category once');
  return categories.map(({ categoryId, name, parentId, documents }) => ({
    categoryId: CategoryId.parse(categoryId),
    name: parseText(name, 'name', { max: NAME_MAX }),
    parentId: parentId === '' ? null : CategoryId.parse(parentId, 'parentId'),
    documents: [...new Set(documents)].map((document) => nameOf(Document, document, 'documents')).sort(),
  }));
}

/** Also where a category that asks for documents, or did, gets another place. */
function changesDocuments(earlier: Category[], wanted: Category[]): boolean {
  const before = new Map(earlier.map((category) => [category.categoryId, category]));
  const askers = [...earlier, ...wanted].some(({ documents }) => documents.length > 0);
  return askers && wanted.some((category) => !isDeepStrictEqual(before.get(category.categoryId), category));
}
