import { Controller } from '@nestjs/common';
import { Holds, type QuoteLines } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { readWallet } from '../coupons/uses.sql.js';
import { Wallet } from '../coupons/wallet.js';
import { appliedOf } from './held.js';
import { couponsNamed, discountOf, quote, type Prices, type Wanted } from './quote.js';
import { readPrices } from './shelf.sql.js';
import { parseWanted } from './wanted.js';

@Controller()
export class QuoteLinesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Holds.method.quote)
  async handle(request: QuoteLines) {
    const wanted = parseWanted(request);

    const prices = await this.db.single((tx) => readPrices(tx, wanted));
    const quoted = quote(wanted, prices, await this.walletFor(wanted, prices));

    const { freightFen, discountFen, totalFen, freightTerms } = quoted;
    const lines = quoted.lines.map(({ sku, quantity, priceFen, amountFen, discounts }) => ({
      ...{ skuId: sku.skuId, quantity, priceFen, amountFen },
      discountFen: discountOf({ discounts }),
    }));
    return { lines, freightFen, discountFen, totalFen, freightTerms, coupons: appliedOf(quoted) };
  }

  /** Whoever asks may be anybody: what one buyer has used up shows when they order. */
  private async walletFor(wanted: Wanted, prices: Prices): Promise<Wallet> {
    if (wanted.couponCodes.length === 0) return Wallet.empty;
    return this.db.single((tx) => readWallet(tx, couponsNamed([wanted], prices)));
  }
}
