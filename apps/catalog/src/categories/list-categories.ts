import { Controller } from '@nestjs/common';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { documentOf } from '../lots/certificate-answer.js';
import { readCategories } from './categories.sql.js';

@Controller()
export class ListCategoriesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Products.method.listCategories)
  async handle() {
    const categories = await this.db.single(readCategories);
    return {
      categories: categories.map(({ parentId, documents, ...category }) => ({
        ...category,
        parentId: parentId ?? '',
        documents: documents.map(documentOf),
      })),
    };
  }
}
