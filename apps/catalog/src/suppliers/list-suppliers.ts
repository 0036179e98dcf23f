import { Controller } from '@nestjs/common';
import {
  Stock,
  SaveSupplierRequest_Kind as Kind,
  type ListSuppliersRequest,
} from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { listSuppliers } from './suppliers.sql.js';

const LISTED_MAX = 500;

@Controller()
export class ListSuppliersHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Stock.method.listSuppliers)
  async handle(request: ListSuppliersRequest) {
    const companyId = CompanyId.parse(request.companyId);
    const suppliers = await this.db.ofCompany(companyId, (tx) => listSuppliers(tx, companyId, LISTED_MAX));
    return { suppliers: suppliers.map((supplier) => ({ ...supplier, kind: Kind[supplier.kind] })) };
  }
}
