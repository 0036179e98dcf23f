import { Controller } from '@nestjs/common';
import { PreSales, type OpenPreSale } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LotId, ProductId, SupplierId } from '#kernel/id.js';
import { parseRegion, parseText } from '#kernel/text.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { claimId } from '../ids/claim-id.sql.js';
import { GRADE_MAX, parseHarvestDay, parseMass, parsePerKg, type Lot } from '../lots/lot.js';
import { readLot, writeLot } from '../lots/lots.sql.js';
import { assertToCome, laterBy, termsOf, type PreSale, type Terms } from './presale.js';
import { toPreSale } from './presale-answer.js';
import { readPreSales, readToday, writePreSale } from './presales.sql.js';

@Controller()
export class OpenPreSaleHandler {
  constructor(private readonly db: Db) {}

  @Rpc(PreSales.method.open)
  async handle(request: OpenPreSale, caller: Caller) {
    const { lot, terms } = parse(request);
    const { companyId, lotId } = lot;

    const preSale = await this.db.ofCompany(companyId, async (tx) => {
      await claimId(tx, companyId, 'lot', lotId);
      if (await writeLot(tx, lot)) {
        assertToCome(terms.expectedOn, await readToday(tx));
        await writePreSale(tx, companyId, terms, caller.person?.personId ?? null);
      }
      const earlier = await readLot(tx, companyId, lotId);
      if (!earlier) throw new Problem('not_found');
      const [found] = await readPreSales(tx, { companyId, lotId });
      return assertSame(found, earlier, { lot, terms });
    });

    return { preSale: toPreSale(preSale) };
  }
}

function parse(request: OpenPreSale): { lot: Lot; terms: Terms } {
  const terms = termsOf({
    lotId: LotId.parseOrNew(request.lotId),
    expectedOn: parseHarvestDay(request.expectedOn, 'expectedOn'),
    expectedG: parseMass(request.expectedG, 'expectedG'),
    shareBp: request.shareBp,
    shipWithinDays: request.shipWithinDays,
    keepsDays: request.keepsDays,
  });
  const lot = {
    companyId: CompanyId.parse(request.companyId),
    lotId: terms.lotId,
    productId: ProductId.parse(request.productId),
    supplierId: SupplierId.parse(request.supplierId),
    harvestedOn: terms.expectedOn,
    expiresOn: laterBy(terms.expectedOn, terms.keepsDays),
    originCode: parseRegion(request.originCode, 'originCode'),
    grade: parseText(request.grade, 'grade', { max: GRADE_MAX }),
    massG: terms.expectedG,
    pricePerKgFen: parsePerKg(request.pricePerKgFen, 'pricePerKgFen'),
    referencePerKgFen: parsePerKg(request.referencePerKgFen, 'referencePerKgFen'),
  };
  return { lot, terms };
}

const OF_LOT = ['productId', 'supplierId', 'originCode', 'grade', 'pricePerKgFen', 'referencePerKgFen'] as const;
const OF_TERMS = ['expectedOn', 'expectedG', 'shareBp', 'shipBy', 'keepsDays'] as const;

/** Also after the harvest, which changes the lot and not what was opened. */
function assertSame(found: PreSale | undefined, lot: Lot, wanted: { lot: Lot; terms: Terms }): PreSale {
  const same =
    found &&
    OF_LOT.every((field) => lot[field] === wanted.lot[field]) &&
    OF_TERMS.every((field) => found[field] === wanted.terms[field]);
  if (!same) throw new Problem('request.repeated_differently');
  return found;
}
