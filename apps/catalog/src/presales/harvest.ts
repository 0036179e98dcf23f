import { Controller } from '@nestjs/common';
import { LotHarvestedSchema, PreSales, type HarvestPreSale } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, LotId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { parseHarvestDay, parseMass } from '../lots/lot.js';
import { closeFlash } from '../offers/offers.sql.js';
import { assertHarvested, laterBy, type PreSale } from './presale.js';
import { toPreSale } from './presale-answer.js';
import {
  flashOffersOf,
  lockPieces,
  lockPreSale,
  readPreSales,
  readToday,
  writeHarvest,
  type Harvest,
} from './presales.sql.js';
import { settleIfThere } from './settle.js';

@Controller()
export class HarvestPreSaleHandler {
  constructor(private readonly db: Db) {}

  @Rpc(PreSales.method.harvest)
  async handle(request: HarvestPreSale, caller: Caller) {
    const harvest = parse(request);

    const preSale = await this.db.transaction(async (tx) => {
      const found = await lockPreSale(tx, harvest);
      if (!found) throw new Problem('not_found');
      if (found.harvestedOn !== null) return assertSame(found, harvest);
      if (found.recalled) throw new Problem('lot.recalled');
      assertHarvested(harvest.harvestedOn, await readToday(tx));

      await tx.publish(LotHarvestedSchema, harvest);
      await lockPieces(tx, harvest);
      // What nobody was promised of a flash offer is taken off the shelf as well, where it did not grow.
      for (const { offerId } of await flashOffersOf(tx, harvest)) await closeFlash(tx, harvest.companyId, offerId);
      const expiresOn = laterBy(harvest.harvestedOn, found.keepsDays);
      await writeHarvest(tx, harvest, expiresOn, caller.person?.personId ?? null);
      await settleIfThere(tx, harvest);
      return readAgain(tx, harvest);
    });

    return { preSale: toPreSale(preSale) };
  }
}

const parse = (request: HarvestPreSale): Harvest => ({
  companyId: CompanyId.parse(request.companyId),
  lotId: LotId.parse(request.lotId),
  harvestedOn: parseHarvestDay(request.harvestedOn, 'harvestedOn'),
  massG: request.massG === 0n ? 0n : parseMass(request.massG),
});

function assertSame(found: PreSale, { harvestedOn, massG }: Harvest): PreSale {
  if (found.harvestedOn !== harvestedOn || found.massG !== massG) throw new Problem('request.repeated_differently');
  return found;
}

async function readAgain(tx: Tx, key: Harvest): Promise<PreSale> {
  const [found] = await readPreSales(tx, key);
  if (!found) throw new Error(`Lot ${key.lotId} was harvested and is not there`);
  return found;
}
