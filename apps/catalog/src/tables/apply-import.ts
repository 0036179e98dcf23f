import { Controller } from '@nestjs/common';
import { Tables, type ApplyImport } from '#contracts/tianjian/catalog/v1/tables_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, ImportId, type PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { refreshOffered } from '../lots/offered.sql.js';
import {
  changesCategories,
  claimIds,
  findProductFaults,
  refreshAllPrices,
  writeProducts,
  writeSkus,
} from './apply-products.sql.js';
import { findStockFaults, takeStock } from './apply-stock.sql.js';
import { toImport } from './import-answer.js';
import { addFaults, lockTwins, markApplied, readImport, type Import, type ImportKey } from './imports.sql.js';

@Controller()
export class ApplyImportHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Tables.method.apply)
  async handle(request: ApplyImport, caller: Caller) {
    const { personId } = personOf(caller);
    const key = { companyId: CompanyId.parse(request.companyId), importId: ImportId.parse(request.importId) };

    // One transaction, and short: whoever looks sees all of the table or nothing.
    const found = await this.db.ofCompany(key.companyId, async (tx) => {
      const wanted = await assertReady(tx, key);
      if (wanted.appliedAt) return wanted;
      const faults = await (wanted.kind === 'STOCK' ? findStockFaults : findProductFaults)(tx, key);
      // What has come between is kept for whoever asks what is wrong.
      await addFaults(tx, key, faults);
      if (faults.length === 0) await apply(tx, wanted, personId);
      return readImport(tx, key);
    });

    if (!found) throw new Problem('not_found');
    if (found.faultyRows > 0) throw new Problem('import.has_faults', { faultyRows: found.faultyRows });
    return toImport(found, []);
  }
}

/** Locked, and read to the end without a fault, and never applied under another id; or applied before. */
async function assertReady(tx: Tx, key: ImportKey): Promise<Import> {
  const seen = await readImport(tx, key);
  if (!seen || seen.rows === null) throw new Problem('not_found');
  const applied = await lockTwins(tx, seen);
  if (applied && applied !== key.importId) throw new Problem('import.applied_before', { importId: applied });
  const found = (await readImport(tx, key)) ?? seen;
  if (found.faultyRows > 0) throw new Problem('import.has_faults', { faultyRows: found.faultyRows });
  return found;
}

async function apply(tx: Tx, wanted: Import, by: PersonId): Promise<void> {
  if (wanted.kind === 'STOCK') await takeStock(tx, wanted, by);
  else await applyProducts(tx, wanted);
  await markApplied(tx, wanted);
}

async function applyProducts(tx: Tx, wanted: Import): Promise<void> {
  const moved = await changesCategories(tx, wanted);
  if (!(await claimIds(tx, wanted))) throw new Problem('not_found');
  await writeProducts(tx, wanted);
  await writeSkus(tx, wanted);
  await refreshAllPrices(tx, wanted);
  if (moved) await refreshOffered(tx, { companyId: wanted.companyId });
}
