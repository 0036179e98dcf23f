import { Controller } from '@nestjs/common';
import { Holds, type QuoteLines } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { quote } from './quote.js';
import { readPrices } from './shelf.sql.js';
import { parseWanted } from './wanted.js';

@Controller()
export class QuoteLinesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Holds.method.quote)
  async handle(request: QuoteLines) {
    const wanted = parseWanted(request);

    const prices = await this.db.single((tx) => readPrices(tx, wanted));

    const { lines, freightFen, totalFen } = quote(wanted, prices);
    return { lines: lines.map(({ sku, ...line }) => ({ skuId: sku.skuId, ...line })), freightFen, totalFen };
  }
}
