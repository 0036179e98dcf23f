import { Controller } from '@nestjs/common';
import { Readable } from 'node:stream';
import { BlobKey } from '#blobs/blob-key.js';
import { BlobLinks } from '#blobs/blob-links.js';
import { Blobs } from '#blobs/blobs.js';
import { TableKind, Tables, type ExportTable } from '#contracts/tianjian/catalog/v1/tables_pb.js';
import { Db } from '#database/db.js';
import { BYTE_ORDER_MARK, lineOf, yuanOf } from '#kernel/csv.js';
import { CompanyId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { nameOf } from '../ids/enum-name.js';
import { productLines, stockLines, type ProductLine, type StockLine } from './export.sql.js';
import { productColumns } from './product-rows.js';
import { stockColumns } from './stock-rows.js';

const AT_ONCE = 1_000;
const BP_PER_PERCENT = 100;
const BYTES_MAX = 64 * 1024 * 1024;

@Controller()
export class ExportTableHandler {
  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
    private readonly links: BlobLinks,
  ) {}

  @Rpc(Tables.method.export)
  async handle(request: ExportTable, caller: Caller) {
    const { personId } = personOf(caller);
    const companyId = CompanyId.parse(request.companyId);
    const isStock = nameOf(TableKind, request.kind, 'kind') === 'STOCK';

    const key = BlobKey.new('export');
    let rows = -1; // The header is none.
    const lines = isStock ? this.stock(companyId) : this.products(companyId);
    const counted = async function* () {
      for await (const line of lines) {
        rows += 1;
        yield Buffer.from(line);
      }
    };
    await this.blobs.put(key, Readable.from(counted()), { type: 'text/csv', maxBytes: BYTES_MAX, ownerId: personId });
    return { url: this.links.of(key, new Date()), rows };
  }

  private async *products(companyId: CompanyId): AsyncIterable<string> {
    yield BYTE_ORDER_MARK + lineOf(Object.values(productColumns).map(([name]) => name));
    const read = (after?: ProductLine) =>
      this.db.ofCompany(companyId, (tx) => productLines(tx, companyId, after, AT_ONCE));
    for await (const line of all(read)) {
      yield lineOf([
        ...[line.productId, line.title, line.description, line.categoryId, line.skuId, line.skuTitle],
        ...[yuanOf(line.priceFen), line.netG, line.grossG, line.purchaseKind, line.returnClass],
        line.maxOverBp === null ? '' : line.maxOverBp / BP_PER_PERCENT,
      ]);
    }
  }

  /** For whoever counts: the columns of what was found and why are empty. */
  private async *stock(companyId: CompanyId): AsyncIterable<string> {
    yield BYTE_ORDER_MARK + lineOf(Object.values(stockColumns).map(([name]) => name));
    const read = (after?: StockLine) => this.db.ofCompany(companyId, (tx) => stockLines(tx, companyId, after, AT_ONCE));
    for await (const line of all(read)) {
      yield lineOf([line.skuId, line.lotId, line.skuTitle, line.expiresOn, line.onHand, '', '']);
    }
  }
}

async function* all<Line>(read: (after?: Line) => Promise<Line[]>): AsyncIterable<Line> {
  let last: Line | undefined;
  for (;;) {
    const lines = await read(last);
    yield* lines;
    if (lines.length < AT_ONCE) return;
    last = lines.at(-1);
  }
}
