import { Controller } from '@nestjs/common';
import { Holds, type QuoteLines } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { Rpc } from '#messaging/rpc.js';
import { readWallet } from '../coupons/uses.sql.js';
import { Wallet } from '../coupons/wallet.js';
import { appliedOf } from './held.js';
import {
  couponsNamed,
  discountOf,
  quote,
  type FreightTerms,
  type Prices,
  type QuotedLine,
  type Wanted,
} from './quote.js';
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

    const { freightFen, discountFen, totalFen, freightTerms, preSale } = quoted;
    return {
      ...{ lines: quoted.lines.map(toLine), freightFen, discountFen, totalFen },
      freightTerms: freightTerms && toTerms(freightTerms),
      coupons: appliedOf(quoted),
      preSale: preSale ?? undefined,
    };
  }

  /** Whoever asks may be anybody: what one buyer has used up shows when they order. */
  private async walletFor(wanted: Wanted, prices: Prices): Promise<Wallet> {
    if (wanted.couponCodes.length === 0) return Wallet.empty;
    return this.db.single((tx) => readWallet(tx, couponsNamed([wanted], prices)));
  }
}

const toLine = ({ sku, quantity, priceFen, amountFen, discounts, weighed }: QuotedLine) => ({
  ...{ skuId: sku.skuId, quantity, priceFen, amountFen },
  discountFen: discountOf({ discounts }),
  estimatedFen: weighed ? Fen.times(weighed.pieceFen, quantity) : amountFen,
  byWeight: weighed && { maxOverBp: sku.maxOverBp ?? 0, maxG: weighed.maxG, maxPriceFen: priceFen },
});

const toTerms = ({ tareG, firstG, furtherG, ...terms }: FreightTerms) => ({
  ...terms,
  ...{ tareG: Number(tareG), firstG: Number(firstG), furtherG: Number(furtherG) },
});
