import { Controller } from '@nestjs/common';
import { Offers, type CloseFlashRequest } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, OfferId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { toFlashAnswer } from './flash-answer.js';
import { closeFlash, readFlash } from './offers.sql.js';

@Controller()
export class CloseFlashHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Offers.method.closeFlash)
  async handle(request: CloseFlashRequest) {
    const companyId = CompanyId.parse(request.companyId);
    const offerId = OfferId.parse(request.offerId);

    const offer = await this.db.transaction(async (tx) => {
      await closeFlash(tx, companyId, offerId);
      return readFlash(tx, companyId, offerId);
    });

    return toFlashAnswer(offer);
  }
}
