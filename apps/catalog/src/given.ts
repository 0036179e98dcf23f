import { Holds, Offers, Stock, SaveSupplierRequest_Kind as Kind } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { PreSales } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import {
  Products,
  SaveSkuRequest_PurchaseKind as PurchaseKind,
  SaveSkuRequest_ReturnClass as ReturnClass,
} from '#contracts/tianjian/catalog/v1/products_pb.js';
import {
  CategoryId,
  CheckoutId,
  CompanyId,
  LiveSessionId,
  LotId,
  OfferId,
  PackingId,
  PersonId,
  ProductId,
  SkuId,
  SupplierId,
} from '#kernel/id.js';
import { asPerson, asService, type RunningServiceUnderTest } from '#testing/running-service.js';

export const seller = () => asPerson({ personId: PersonId.new(), memberships: [], mandates: [] });

/** A calendar day in Asia/Shanghai, so many days from today. */
export const daysFromNow = (days: number) =>
  new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

export const times = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at));

export const won = (answer: PromiseSettledResult<unknown>) => answer.status === 'fulfilled';
export const lostBy = (code: string) => (answer: PromiseSettledResult<unknown>) =>
  answer.status === 'rejected' && answer.reason.code === code;

interface SkuTerms {
  companyId?: CompanyId;
  productId?: ProductId;
  title?: string;
  priceFen?: bigint;
  netG?: number;
  grossG?: number;
  purchaseKind?: PurchaseKind;
  /** Sold by weight. */
  maxOverBp?: number;
}

interface PreSaleTerms {
  companyId?: CompanyId;
  purchaseKind?: PurchaseKind;
  expectedG?: bigint;
  shareBp?: number;
  expectedOn?: string;
}

/** Goods on a farm, given through the front door. */
export class Farm {
  constructor(private readonly catalog: RunningServiceUnderTest) {}

  async category(name = '薯类粉条'): Promise<CategoryId> {
    const categoryId = CategoryId.new();
    await this.catalog.call(
      Products.method.saveCategories,
      { categories: [{ categoryId, name, parentId: '' }] },
      asService('operator'),
    );
    return categoryId;
  }

  async product(companyId: CompanyId, title = '定西宽粉', categoryId?: CategoryId): Promise<ProductId> {
    const productId = ProductId.new();
    await this.catalog.call(
      Products.method.save,
      { companyId, productId, title, description: '', categoryId: categoryId ?? (await this.category()) },
      seller(),
    );
    return productId;
  }

  async sku(terms: SkuTerms = {}) {
    const { companyId = CompanyId.new(), title = '宽粉 500g', priceFen = 2_500n, netG = 500 } = terms;
    const productId = terms.productId ?? (await this.product(companyId));
    const skuId = SkuId.new();
    await this.catalog.call(
      Products.method.saveSku,
      {
        ...{ companyId, productId, skuId, title, priceFen, netG },
        grossG: terms.grossG ?? netG + 100,
        purchaseKind: terms.purchaseKind ?? PurchaseKind.OUTRIGHT,
        returnClass: ReturnClass.PROCESSED,
        ...(terms.maxOverBp === undefined ? {} : { byWeight: { maxOverBp: terms.maxOverBp } }),
      },
      seller(),
    );
    return { companyId, productId, skuId };
  }

  async supplier(companyId: CompanyId): Promise<SupplierId> {
    const supplierId = SupplierId.new();
    await this.catalog.call(
      Stock.method.saveSupplier,
      { companyId, supplierId, name: '李家沟合作社', kind: Kind.COOPERATIVE, regionCode: '621102' },
      seller(),
    );
    return supplierId;
  }

  async lot(companyId: CompanyId, productId: ProductId, { expiresOn = daysFromNow(90), massG = 1_000_000n } = {}) {
    const lotId = LotId.new();
    const supplierId = await this.supplier(companyId);
    const lot = {
      ...{ companyId, productId, supplierId, lotId, expiresOn, massG },
      harvestedOn: daysFromNow(-30),
      originCode: '621102',
      grade: '标准',
      pricePerKgFen: 1_111n,
      referencePerKgFen: 1_000n,
    };
    await this.catalog.call(Stock.method.saveLot, lot, seller());
    return lot;
  }

  /** A SKU with pieces on hand, one lot for each number; the first expires first. */
  async stocked(pieces: number[], terms: SkuTerms = {}) {
    const sku = await this.sku(terms);
    const lotIds: LotId[] = [];
    for (const [at, count] of pieces.entries()) {
      const { lotId } = await this.lot(sku.companyId, sku.productId, { expiresOn: daysFromNow(30 + at) });
      await this.pack(sku, lotId, count);
      lotIds.push(lotId);
    }
    return { ...sku, lotIds };
  }

  /** A SKU sold from a harvest to come, with so many pieces of it on sale; half a kilo each. */
  async preSold(
    pieces: number,
    { companyId = CompanyId.new(), purchaseKind = PurchaseKind.OUTRIGHT, ...terms }: PreSaleTerms = {},
  ) {
    const sku = await this.sku({ companyId, purchaseKind, title: '鲜百合 500g' });
    const lotId = await this.preSale(sku, terms);
    await this.offerOf(lotId, sku, pieces);
    return { ...sku, lotId, lotIds: [lotId] };
  }

  async preSale(
    { companyId, productId }: { companyId: CompanyId; productId: ProductId },
    { expectedG = 100_000n, shareBp = 8_000, expectedOn = daysFromNow(20), lotId = LotId.new() } = {},
  ): Promise<LotId> {
    const supplierId = await this.supplier(companyId);
    const terms = { expectedG, shareBp, expectedOn, shipWithinDays: 7, keepsDays: 30 };
    const origin = { originCode: '621102', grade: '特级', pricePerKgFen: 2_000n, referencePerKgFen: 1_800n };
    await this.catalog.call(
      PreSales.method.open,
      { companyId, lotId, productId, supplierId, ...terms, ...origin },
      seller(),
    );
    return lotId;
  }

  async offerOf(
    lotId: LotId,
    { companyId, skuId }: { companyId: CompanyId; skuId: SkuId },
    pieces: number,
    offeringId = OfferId.new(),
  ) {
    const request = { companyId, lotId, skuId, pieces, offeringId };
    const { preSale } = await this.catalog.call(PreSales.method.offer, request, seller());
    return preSale;
  }

  async harvest({ companyId, lotId }: { companyId: CompanyId; lotId: LotId }, massG: bigint) {
    const request = { companyId, lotId, massG, harvestedOn: daysFromNow(0) };
    const { preSale } = await this.catalog.call(PreSales.method.harvest, request, seller());
    return preSale;
  }

  pack({ companyId, skuId }: { companyId: CompanyId; skuId: SkuId }, lotId: LotId, pieces: number) {
    return this.catalog.call(
      Stock.method.pack,
      { companyId, skuId, lotId, pieces, packingId: PackingId.new() },
      seller(),
    );
  }

  /** A session on air with these SKUs in its bag. */
  async onAir(companyId: CompanyId, skuIds: SkuId[]): Promise<LiveSessionId> {
    const liveSessionId = LiveSessionId.new();
    await this.catalog.call(
      Offers.method.setSessionOffers,
      { companyId, liveSessionId, skuIds, version: 1 },
      asService('livestream'),
    );
    return liveSessionId;
  }

  async flash(
    { companyId, skuId }: { companyId: CompanyId; skuId: SkuId },
    liveSessionId: LiveSessionId,
    { priceFen = 1_900n, share = 10, perBuyerLimit = 2, lastsS = 600, offerId = OfferId.new() } = {},
  ): Promise<OfferId> {
    await this.catalog.call(
      Offers.method.openFlash,
      { companyId, skuId, liveSessionId, offerId, priceFen, share, perBuyerLimit, lastsS },
      asService('livestream'),
    );
    return offerId;
  }

  closeFlash(companyId: CompanyId, offerId: OfferId) {
    return this.catalog.call(Offers.method.closeFlash, { companyId, offerId }, asService('livestream'));
  }

  hold(checkout: ReturnType<typeof checkoutOf>) {
    return this.catalog.call(Holds.method.quoteAndHold, checkout, asService('orders'));
  }

  stock({ companyId, skuId }: { companyId: CompanyId; skuId: SkuId }) {
    return this.catalog.call(Stock.method.get, { companyId, skuId }, seller());
  }

  async available(sku: { companyId: CompanyId; skuId: SkuId }): Promise<number> {
    return (await this.stock(sku)).available;
  }

  /** Stock rows that are not the sum of their movements, or whose promises are not those of open holds and offers. */
  unbalanced() {
    return this.catalog.sql(`
      SELECT s.* FROM stock s
      WHERE on_hand <> (SELECT sum(pieces) FROM movement m
          WHERE (m.company_id, m.sku_id, m.lot_id) = (s.company_id, s.sku_id, s.lot_id))
        OR held <> (SELECT coalesce(sum(e.pieces), 0)
          FROM hold h, unnest(h.sku_ids, h.lot_ids, h.pieces) AS e (sku_id, lot_id, pieces)
          WHERE h.status IN ('PROVISIONAL', 'ADOPTED')
            AND (h.company_id, e.sku_id, e.lot_id) = (s.company_id, s.sku_id, s.lot_id))
        OR set_aside <> (SELECT coalesce(sum(f.pieces_left), 0)
          FROM flash_share f JOIN flash_offer o USING (company_id, offer_id)
          WHERE o.closed_at IS NULL AND (o.company_id, o.sku_id, f.lot_id) = (s.company_id, s.sku_id, s.lot_id))`);
  }
}

export const checkoutOf = (
  lines: [{ skuId: SkuId }, number][],
  { buyerId = PersonId.new(), liveSessionId = '', regionCode = '310101', couponCodes = [] as string[] } = {},
) => ({
  buyerId,
  checkoutId: CheckoutId.new(),
  liveSessionId: liveSessionId as string,
  regionCode,
  couponCodes,
  lines: lines.map(([{ skuId }, quantity]) => ({ skuId, quantity })),
});

/** Three zones of a shop in Gansu, and where it sends nothing. */
export const freightOfGansu = {
  tareG: 300,
  zones: [
    {
      name: '西北',
      remote: false,
      regionCodes: ['610000', '620000', '630000', '640000'],
      ...{ firstG: 1_000, firstFen: 400n, furtherG: 1_000, furtherFen: 80n, freeFromFen: 9_900n },
    },
    {
      name: '偏远',
      remote: true,
      regionCodes: ['540000', '650000'],
      ...{ firstG: 1_000, firstFen: 900n, furtherG: 1_000, furtherFen: 650n, freeFromFen: 0n },
    },
  ],
  refused: [{ regionCodes: ['710000', '810000', '820000'], reason: '生鲜暂不发往港澳台' }],
};
