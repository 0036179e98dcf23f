import { Controller } from '@nestjs/common';
import { PreSales, type OfferOfPreSale } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, LotId, OfferId, SkuId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { claimId } from '../ids/claim-id.sql.js';
import { parsePieces } from '../stock/packing.js';
import { readPiece } from '../stock/packing.sql.js';
import { assertRoom, type PreSale } from './presale.js';
import { toPreSale } from './presale-answer.js';
import {
  findOffering,
  lockPreSale,
  lockSkuToOffer,
  offer,
  readPreSales,
  readToday,
  type Offering,
  type SkuToOffer,
} from './presales.sql.js';

@Controller()
export class OfferOfPreSaleHandler {
  constructor(private readonly db: Db) {}

  @Rpc(PreSales.method.offer)
  async handle(request: OfferOfPreSale, caller: Caller) {
    const offering = parse(request);

    const preSale = await this.db.ofCompany(offering.companyId, async (tx) => {
      await claimId(tx, offering.companyId, 'offering', offering.offeringId);
      const found = await lockPreSale(tx, offering);
      const sku = await lockSkuToOffer(tx, offering);
      const piece = await readPiece(tx, offering);
      if (!found || !sku || !piece) throw new Problem('not_found');

      if (!(await wasOffered(tx, offering))) {
        await assertOpen(tx, found);
        assertAlone(sku, offering);
        assertRoom(found, BigInt(offering.pieces) * BigInt(piece.netG));
        await offer(tx, offering, piece, found, caller.person?.personId ?? null);
      }
      const [now] = await readPreSales(tx, offering);
      return now ?? found;
    });

    return { preSale: toPreSale(preSale) };
  }
}

const parse = (request: OfferOfPreSale): Offering => ({
  companyId: CompanyId.parse(request.companyId),
  lotId: LotId.parse(request.lotId),
  offeringId: OfferId.parseOrNew(request.offeringId, 'offeringId'),
  skuId: SkuId.parse(request.skuId),
  pieces: parsePieces(request.pieces),
});

async function wasOffered(tx: Tx, offering: Offering): Promise<boolean> {
  const earlier = await findOffering(tx, offering);
  if (!earlier) return false;
  const same = (['lotId', 'skuId', 'pieces'] as const).every((field) => earlier[field] === offering[field]);
  if (!same) throw new Problem('request.repeated_differently');
  return true;
}

async function assertOpen(tx: Tx, { recalled, harvestedOn, expectedOn }: PreSale): Promise<void> {
  if (recalled) throw new Problem('lot.recalled');
  if (harvestedOn !== null || expectedOn < (await readToday(tx))) throw new Problem('pre_sale.over');
}

/** Whoever buys it knows what they wait for: pieces of one harvest, and none that are ready. */
function assertAlone({ mark, ready }: SkuToOffer, { lotId }: Offering): void {
  if (ready || (mark && mark.lotId !== lotId)) throw new Problem('pre_sale.sku_ready');
}
