import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { pinyinKey } from '#kernel/pinyin.js';
import { Every } from '#service/every.js';
import { findWithoutKeys, writeKeys } from './sort-keys.sql.js';

const AT_ONCE = 500;

/** Products that came in by another way than our verbs (a load of rows, an older version) get what lists sort by. */
@Injectable()
export class KeepSortKeys {
  constructor(private readonly db: Db) {}

  @Every('5s')
  async sweep(): Promise<void> {
    const found = await this.db.single((tx) => findWithoutKeys(tx, AT_ONCE));
    if (found.length === 0) return;
    const keyed = found.map((product) => ({ ...product, titleKey: pinyinKey(product.title) }));
    await this.db.transaction((tx) => writeKeys(tx, keyed));
  }
}
