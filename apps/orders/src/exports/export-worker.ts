import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { BlobKey } from '#blobs/blob-key.js';
import { Blobs } from '#blobs/blobs.js';
import { Db } from '#database/db.js';
import { BYTE_ORDER_MARK } from '#kernel/csv.js';
import { Every } from '#service/every.js';
import { writeLooks } from '../address/looks.sql.js';
import { Sealer } from '../address/sealer.js';
import { pageOfCompany } from '../orders/order-filter.sql.js';
import { parseAfter } from '../orders/order-page.js';
import { ExportBell } from './export-bell.js';
import { claimExport, countLines, finishExport, giveUpExports, noteProgress, type Claimed } from './exports.sql.js';
import { readLines, type LineRow } from './rows.sql.js';
import { headLine, rowLine } from './table.js';

const ORDERS_AT_ONCE = 500;
const BYTES_MAX = 1024 ** 3;

/** Somebody else took it over: nothing of ours may be kept. */
class LeaseLost extends Error {}

/** Writes the tables that were asked for, one at a time: an export must not keep a buyer waiting. */
@Injectable()
export class ExportWorker {
  private working: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
    private readonly sealer: Sealer,
    bell: ExportBell,
  ) {
    bell.onRing(() => this.work());
  }

  /** Whatever the bell did not tell, and what a dead worker left lying. */
  @Every('2s')
  async sweep(): Promise<void> {
    await this.db.single(giveUpExports);
    await this.work();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    await this.working?.catch(() => {}); // Its sweep has told.
  }

  /** One at a time; whoever rings meanwhile is served by the same turn. */
  private work(): Promise<void> {
    return (this.working ??= this.workOff().finally(() => (this.working = undefined)));
  }

  /** Ends: what is claimed is finished, or not claimed again before its lease is over. */
  private async workOff(): Promise<void> {
    for (;;) {
      const claimed = this.stopped ? undefined : await this.db.single(claimExport);
      if (!claimed) return;
      await this.write(claimed).catch((error: unknown) => {
        if (!(error instanceof LeaseLost)) throw error;
      });
    }
  }

  private async write(claimed: Claimed): Promise<void> {
    const { companyId, exportId, leaseId } = claimed;
    // Of this lease: a worker that was thought dead writes beside its successor and not into its file.
    const key = BlobKey.derive('export', 'orders', companyId, exportId, leaseId);
    let rows = 0;
    const bytes = async function* (lines: AsyncIterable<string[]>) {
      yield Buffer.from(BYTE_ORDER_MARK + headLine(claimed.addresses));
      for await (const some of lines) {
        rows += some.length;
        yield Buffer.from(some.join(''));
      }
    };
    await this.blobs.put(key, Readable.from(bytes(this.pages(claimed))), { type: 'text/csv', maxBytes: BYTES_MAX });
    if (await this.db.single((tx) => finishExport(tx, claimed, key, rows))) return;
    await this.blobs.delete(key);
  }

  /** Page by page, each told before it is written. */
  private async *pages(claimed: Claimed): AsyncIterable<string[]> {
    const { companyId, askedBy, addresses, filter } = claimed;
    const { phoneIndex, ...wanted } = filter;
    const of = { companyId, ...wanted, phoneIndex: phoneIndex === null ? null : Buffer.from(phoneIndex, 'base64') };
    const total = await this.db.ofCompany(companyId, (tx) => countLines(tx, { companyId, ...filter }));
    let done = 0;
    let after = parseAfter('');
    for (;;) {
      if (this.stopped) throw new LeaseLost();
      if (!(await this.db.single((tx) => noteProgress(tx, claimed, done, total)))) throw new LeaseLost();
      const lines = await this.db.ofCompany(companyId, async (tx) => {
        const page = await pageOfCompany(tx, { ...of, after, limit: ORDERS_AT_ONCE });
        if (addresses) await writeLooks(tx, page, askedBy, 'export');
        return readLines(tx, page);
      });
      const last = lines.at(-1);
      if (!last) return;
      yield this.toTable(lines, addresses);
      done += lines.length;
      after = last.orderId;
    }
  }

  private toTable(lines: LineRow[], addresses: boolean): string[] {
    return lines.map((line) => {
      const open = () => this.sealer.open(line.addressSealed, line.addressKeyId, line.regionCode, line.orderId);
      return rowLine(line, addresses ? open() : undefined);
    });
  }
}
