import { Controller } from '@nestjs/common';
import { Tables, type GetImport } from '#contracts/tianjian/catalog/v1/tables_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, ImportId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toImport } from './import-answer.js';
import { readFaults, readImport } from './imports.sql.js';

@Controller()
export class GetImportHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Tables.method.get)
  async handle(request: GetImport) {
    const key = { companyId: CompanyId.parse(request.companyId), importId: ImportId.parse(request.importId) };
    const limit = parsePageSize(request.pageSize);
    const [after = '0'] = PageToken.parse(request.pageToken, [/^\d{1,6}$/]) ?? [];

    return this.db.ofCompany(key.companyId, async (tx) => {
      const found = await readImport(tx, key);
      if (!found) throw new Problem('not_found');
      return toImport(found, await readFaults(tx, key, Number(after), limit + 1), limit);
    });
  }
}
