import { Controller } from '@nestjs/common';
import { BlobKey } from '#blobs/blob-key.js';
import { Blobs, readWhole } from '#blobs/blobs.js';
import { TableKind, Tables, type PreviewImport } from '#contracts/tianjian/catalog/v1/tables_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, ImportId, type PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { readCategories } from '../categories/categories.sql.js';
import { nameOf } from '../ids/enum-name.js';
import { readCsv, type CsvTable } from './csv.js';
import { FAULTS_SHOWN, toImport } from './import-answer.js';
import { findProductFaults } from './apply-products.sql.js';
import { findStockFaults } from './apply-stock.sql.js';
import {
  addFaults,
  claimImport,
  closeImport,
  readFaults,
  readImport,
  writeRows,
  type Import,
  type NewImport,
  type TableName,
} from './imports.sql.js';
import { readProductRows } from './product-rows.js';
import { readStockRows } from './stock-rows.js';

// Rows in one transaction: short ones, so that nobody waits behind a table.
const AT_ONCE = 1_000;

interface Asked {
  companyId: CompanyId;
  importId: ImportId;
  kind: TableName;
  uploadKey: BlobKey;
}

@Controller()
export class PreviewImportHandler {
  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
  ) {}

  @Rpc(Tables.method.preview)
  async handle(request: PreviewImport, caller: Caller) {
    const { personId } = personOf(caller);
    const asked = parse(request);
    const { companyId } = asked;

    const earlier = await this.db.ofCompany(companyId, (tx) => readImport(tx, asked));
    if (earlier) assertSame(earlier, asked);
    if (!earlier || earlier.rows === null) await this.stage(asked, personId);

    return this.db.ofCompany(companyId, async (tx) => {
      const found = await readImport(tx, asked);
      if (!found) throw new Problem('not_found');
      return toImport(found, await readFaults(tx, asked, 0, FAULTS_SHOWN + 1));
    });
  }

  /** Cut anywhere, it begins anew: its rows take their own places again. */
  private async stage(asked: Asked, personId: PersonId): Promise<void> {
    const { companyId, importId, uploadKey } = asked;
    const about = await this.blobs.about(uploadKey);
    const bytes = about?.ownerId === personId ? await readWhole(this.blobs, uploadKey) : undefined;
    if (!about || !bytes) throw invalid('blobKey', 'an upload of your own');
    const table = readCsv(bytes);
    const rows = await this.read(asked, table);

    const wanted: NewImport = { ...asked, sha256: about.sha256, encoding: table.encoding };
    await this.db.ofCompany(companyId, (tx) => claimImport(tx, wanted, personId));
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      await this.db.ofCompany(companyId, (tx) => writeRows(tx, asked, rows.slice(at, at + AT_ONCE)));
    }
    await this.db.ofCompany(companyId, async (tx) => {
      const find = asked.kind === 'STOCK' ? findStockFaults : findProductFaults;
      await addFaults(tx, asked, await find(tx, { companyId, importId }));
      await closeImport(tx, asked, rows.length);
    });
    await this.blobs.delete(uploadKey);
  }

  private async read({ kind, importId, companyId }: Asked, table: CsvTable) {
    if (kind === 'STOCK') return readStockRows(table);
    const categories = await this.db.single(readCategories);
    return readProductRows(table, { importId, companyId, categories });
  }
}

const parse = (request: PreviewImport): Asked => ({
  companyId: CompanyId.parse(request.companyId),
  importId: ImportId.parseOrNew(request.importId),
  kind: nameOf(TableKind, request.kind, 'kind') as TableName,
  uploadKey: BlobKey.parse(request.blobKey),
});

function assertSame(earlier: Import, { kind, uploadKey }: Asked): void {
  if (earlier.kind !== kind || earlier.uploadKey !== uploadKey) throw new Problem('request.repeated_differently');
}
