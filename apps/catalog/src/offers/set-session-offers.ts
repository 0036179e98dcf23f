import { Controller } from '@nestjs/common';
import { Offers, type SetSessionOffersRequest } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId, SkuId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { setBag } from './offers.sql.js';

const BAG_MAX = 500;

@Controller()
export class SetSessionOffersHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Offers.method.setSessionOffers)
  async handle(request: SetSessionOffersRequest) {
    const session = {
      companyId: CompanyId.parse(request.companyId),
      liveSessionId: LiveSessionId.parse(request.liveSessionId),
      version: request.version,
      over: request.over,
    };
    if (request.skuIds.length > BAG_MAX) throw invalid('skuIds', `at most ${BAG_MAX} SKUs`);
    const skuIds = request.skuIds.map((skuId) => SkuId.parse(skuId, 'skuIds'));

    await this.db.transaction((tx) => setBag(tx, session, skuIds));

    return {};
  }
}
