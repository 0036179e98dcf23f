import { Controller } from '@nestjs/common';
import { Fulfilment } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { readCarriers } from './fulfilment.sql.js';

@Controller()
export class ListCarriersHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Fulfilment.method.listCarriers)
  async handle() {
    return { carriers: await this.db.single(readCarriers) };
  }
}
