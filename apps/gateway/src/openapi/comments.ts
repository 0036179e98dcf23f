// Made by take-comments.mjs from the proto files; not to be edited.
export const comments: Readonly<Record<string, string>> = {
  'tianjian.attribution.v1.Journal.index': 'Its place in the log, from 0 without a gap; -1 until it is sequenced.',
  'tianjian.attribution.v1.Journal.kind':
    'order_paid, order_refunded, refund_failed, pieces_returned, line_reallocated, order_weighed, lot_bought, payment_stray, payment_returned, fee_trueup, dispute_hold, dispute_won, dispute_lost',
  'tianjian.attribution.v1.Ledger': 'Follow every fen.',
  'tianjian.attribution.v1.Ledger.GetStatement':
    'Newest entry last. For the company and its mentors. Problems: not_found, request.invalid.',
  'tianjian.attribution.v1.Ledger.OrderJournals': 'For the company and its mentors. Problems: not_found.',
  'tianjian.attribution.v1.LedgerAccounts.as_of_index':
    'Balances are as of this index of the log, inclusive; -1 before the first.',
  'tianjian.attribution.v1.Leg': 'Positive: owed to the account. The legs of a journal sum to zero.',
  'tianjian.attribution.v1.RuleApproval.side': 'company, mentor',
  'tianjian.attribution.v1.SplitRule.content_hash': 'sha256 of the canonical form.',
  'tianjian.attribution.v1.SplitRule.status': 'PROPOSED, APPROVED',
  'tianjian.attribution.v1.SplitRuleApproved': 'A rule may be named by orders from starts_at on.',
  'tianjian.attribution.v1.SplitRules': 'Who gets what of each fen: immutable, approved by two sides.',
  'tianjian.attribution.v1.SplitRules.Approve':
    "A mentor of the company's incubator agrees; the rule starts 10 minutes later. A mentor with any membership or payee account in the company is refused. Safe to repeat. Problems: not_found, access.denied.",
  'tianjian.attribution.v1.SplitRules.Propose':
    "Proposes a rule for a company; the author's proposal is the company's approval. It cannot be changed. Problems: request.invalid, request.repeated_differently.",
  'tianjian.attribution.v1.SplitStep': "One party's share of a line. Steps are taken in order over whole fen.",
  'tianjian.attribution.v1.SplitStep.Base.CASH': 'What the buyer paid for the line, freight included.',
  'tianjian.attribution.v1.SplitStep.Base.GOODS': "Less the company's own discounts.",
  'tianjian.attribution.v1.SplitStep.Base.LIST': "The line's price before discounts.",
  'tianjian.attribution.v1.SplitStep.Base.MARGIN': 'What is left of the goods after cost.',
  'tianjian.attribution.v1.SplitStep.Kind.COST':
    "The lot's cost: out of inventory, to the farmer, or the principal's value less our commission.",
  'tianjian.attribution.v1.SplitStep.Kind.REMAINDER':
    'What is left, to the company. Always the last step, exactly once.',
  'tianjian.attribution.v1.SplitStep.Refund.NEVER': 'Never comes back; whoever borne_by names gives it instead.',
  'tianjian.attribution.v1.SplitStep.borne_by':
    "NEVER: the party that gives the money in the holder's stead; empty: the company.",
  'tianjian.attribution.v1.SplitStep.cap_fen': '0: none.',
  'tianjian.attribution.v1.SplitStep.fixed_fen': 'FIXED_PER_UNIT: fen for each piece.',
  'tianjian.attribution.v1.SplitStep.party':
    'The party\'s ledger account: "payable:host", "fund:incubator", "fund:relief", "revenue:platform", "payable:logistics", "fee:psp"; for COST and REMAINDER empty (the supplier, the company).',
  'tianjian.attribution.v1.SplitStep.share_bp': 'PERCENT: 1 = 0.01 %. COST of goods sold on commission: what we keep.',
  'tianjian.attribution.v1.StatementEntry.balance_fen': 'After this entry.',
  'tianjian.catalog.v1.AddCertificateRequest.blob_key': 'What POST /api/uploads answered to the caller.',
  'tianjian.catalog.v1.AddCertificateRequest.expires_on': 'YYYY-MM-DD, the last day on which it is valid.',
  'tianjian.catalog.v1.AddImage.blob_key': 'What POST /api/uploads answered.',
  'tianjian.catalog.v1.AdjustStock.pieces': 'Negative: written off.',
  'tianjian.catalog.v1.Allocation': "Which lot a line's pieces come from, and what they cost.",
  'tianjian.catalog.v1.AppliedCoupon': 'What a coupon took off an order.',
  'tianjian.catalog.v1.AppliedCoupon.payer': 'company, platform, fund',
  'tianjian.catalog.v1.ByWeight':
    'Ordered by the piece, priced by weight: price_fen is for net_g grams. At checkout the buyer pays the most that the pieces may cost; they are weighed when they are packed, and what they weigh less goes back at once.',
  'tianjian.catalog.v1.ByWeight.max_g': 'The most a piece may weigh, and the most it may cost: follows from the rest.',
  'tianjian.catalog.v1.ByWeight.max_over_bp':
    'How much more than net_g a piece may weigh, in ten-thousandths: 0 to 5,000. What it weighs above that is given away.',
  'tianjian.catalog.v1.Category.Document.COMPLIANCE': '承诺达标合格证',
  'tianjian.catalog.v1.Category.Document.GEOGRAPHICAL': '地理标志',
  'tianjian.catalog.v1.Category.Document.GREEN_FOOD': '绿色食品认证',
  'tianjian.catalog.v1.Category.Document.ORGANIC': '有机产品认证',
  'tianjian.catalog.v1.Category.Document.ORIGIN': '产地证明',
  'tianjian.catalog.v1.Category.Document.QUARANTINE': '动物检疫证明',
  'tianjian.catalog.v1.Category.Document.TEST_REPORT': '检测报告',
  'tianjian.catalog.v1.Category.documents':
    'One of these must be valid for a lot before pieces of it are offered; empty: none is needed. What stands above a category is asked for below it, too.',
  'tianjian.catalog.v1.Category.parent_id': 'Empty for a top category.',
  'tianjian.catalog.v1.Certificate.document_url': 'Where to read it, for a quarter of an hour.',
  'tianjian.catalog.v1.Certificate.valid': 'Not withdrawn, and not past its last day.',
  'tianjian.catalog.v1.Certificates.offered':
    'Whether pieces of the lot may be offered today, as far as documents and recalls go.',
  'tianjian.catalog.v1.Claim.kind': 'Of a product: ORGANIC, GREEN_FOOD or GEOGRAPHICAL.',
  'tianjian.catalog.v1.ClaimAnswer.left': 'How many may still be claimed.',
  'tianjian.catalog.v1.ClaimCoupon.device_key':
    'Names a device, the same in every claim; empty: unknown. A device claims one.',
  'tianjian.catalog.v1.ClaimCoupon.live_session_id': 'In which it was offered.',
  'tianjian.catalog.v1.ClaimedCoupon.code': 'Named in quotes and orders.',
  'tianjian.catalog.v1.Coupon.ended_at': 'Absent: not ended by hand.',
  'tianjian.catalog.v1.Coupon.payer': 'company, platform, fund',
  'tianjian.catalog.v1.Coupon.used': 'Uses that open and sold orders have.',
  'tianjian.catalog.v1.Coupons':
    "What takes money off a company's goods or their freight, and who pays for it. A coupon is never changed; it ends by itself, or is ended.",
  'tianjian.catalog.v1.Coupons.Claim':
    'Gives a buyer one of a coupon that must be claimed, as long as there are any. Safe to repeat: a buyer has one. Problems: not_found, coupon.refused.',
  'tianjian.catalog.v1.Coupons.Create':
    'Makes a coupon that the company pays. Safe to repeat by coupon_id. Problems: request.invalid, not_found, coupon.code_taken, request.repeated_differently.',
  'tianjian.catalog.v1.Coupons.CreateOfFund':
    "Makes a coupon for this company's goods that the incubator's fund pays. Safe to repeat by coupon_id. Problems: request.invalid, not_found, coupon.code_taken, request.repeated_differently.",
  'tianjian.catalog.v1.Coupons.CreateOfPlatform':
    "Makes a coupon for this company's goods that the platform pays. Safe to repeat by coupon_id.",
  'tianjian.catalog.v1.Coupons.End':
    "Ends a coupon now; orders placed with it keep it. A seller ends the company's, a mentor or college admin the fund's. Idempotent. Problems: not_found, access.denied.",
  'tianjian.catalog.v1.Coupons.EndOfPlatform': 'Ends a coupon that the platform pays. Idempotent. Problems: not_found.',
  'tianjian.catalog.v1.Coupons.Get': 'Problems: not_found.',
  'tianjian.catalog.v1.Coupons.List':
    'Newest first, whoever pays. Who only hosts is shown those to be claimed (claim_only) that are not over, to offer them on air, and no other code. Problems: request.invalid.',
  'tianjian.catalog.v1.Coupons.ListClaimed':
    'What the caller claimed and may still use, the latest first, at most 100.',
  'tianjian.catalog.v1.DescribeSkus.live_session_id': 'Empty: list prices.',
  'tianjian.catalog.v1.DescribedSkus.flash': 'The flash offer in force in that session, if any.',
  'tianjian.catalog.v1.ExpiringLot.sellable': 'Whether it can still be promised to a buyer.',
  'tianjian.catalog.v1.ExportedTable.url': 'Where to read it, for a quarter of an hour.',
  'tianjian.catalog.v1.FlashAnswer.status': 'OPEN, CLOSED',
  'tianjian.catalog.v1.FlashState.left': 'Pieces of the share that can still be promised.',
  'tianjian.catalog.v1.Freight': 'What a company takes for sending, and where to.',
  'tianjian.catalog.v1.Freight.GetTemplate':
    'The template in force: the last that was saved, or the default (version 0) where none was.',
  'tianjian.catalog.v1.Freight.SaveTemplate':
    'Saves a template, in force at once for what is quoted from now on. Orders keep what they were quoted. Safe to repeat by freight_template_id. Problems: request.invalid, request.repeated_differently.',
  'tianjian.catalog.v1.FreightTemplate.version': '0: the default.',
  'tianjian.catalog.v1.FreightTerms': "By which terms a quote's freight was counted.",
  'tianjian.catalog.v1.FreightTerms.free_from_fen': 'Goods of so much, before coupons, would be sent free. 0: never.',
  'tianjian.catalog.v1.FreightTerms.tare_g':
    'first_fen up to first_g grams, the box included, then further_fen for each further_g begun.',
  'tianjian.catalog.v1.FreightZone':
    'Regions that cost the same: up to first_g grams first_fen, then further_fen for each further_g begun.',
  'tianjian.catalog.v1.FreightZone.free_from_fen': 'Goods of so much, before coupons, are sent free. 0: never.',
  'tianjian.catalog.v1.FreightZone.region_codes':
    'Six digits each: provinces (650000), prefectures (653100) or counties (653130). The closest one named counts.',
  'tianjian.catalog.v1.FreightZone.remote': 'Far off: quotes say so.',
  'tianjian.catalog.v1.GetImport.page_size': '1 to 100, 20 if absent.',
  'tianjian.catalog.v1.HarvestPreSale.harvested_on': 'YYYY-MM-DD, not after today.',
  'tianjian.catalog.v1.HarvestPreSale.mass_g': '0: nothing grew.',
  'tianjian.catalog.v1.Held.expires_at': 'Until then nobody else gets it, unless an order adopts it.',
  'tianjian.catalog.v1.Held.in_replay': 'The named session is over: it was bought in its replay.',
  'tianjian.catalog.v1.Held.live_session_id':
    'Empty if the named session did not count: of another company, neither on air nor replayed, or SKU not in its bag.',
  'tianjian.catalog.v1.Held.status': 'PROVISIONAL, ADOPTED, FREED, SOLD',
  'tianjian.catalog.v1.HeldLine.by_weight':
    'Of goods by weight: price_fen and gross_g are of a piece that weighs the most it may.',
  'tianjian.catalog.v1.HeldLine.offer_id': 'The flash offer it was bought in, if any.',
  'tianjian.catalog.v1.HeldLine.piece_fen': 'Of goods by weight: what a piece of net_g grams costs.',
  'tianjian.catalog.v1.HoldPastSales.sales': '1 to 500.',
  'tianjian.catalog.v1.Holds': 'Prices and promises. Catalog owns every price and every hold.',
  'tianjian.catalog.v1.Holds.HoldAgain':
    "Holds a paid order's lines again, at its own price and from list stock, after its hold was freed. Problems: stock.sold_out.",
  'tianjian.catalog.v1.Holds.Quote':
    'What lines would cost now; holds nothing. Problems: request.invalid, not_found, order.several_companies, order.pre_sale_apart, freight.region_refused, coupon.refused.',
  'tianjian.catalog.v1.Holds.QuoteAndHold':
    'Prices the lines and holds them, first expiring first, all or nothing, provisionally for 60 s. Safe to repeat by buyer and checkout: a lapsed hold is taken anew, a freed one is answered as freed. Problems: stock.sold_out, checkout.changed, offer.limit_reached, order.several_companies, order.pre_sale_apart, not_found, request.invalid, freight.region_refused, coupon.refused.',
  'tianjian.catalog.v1.Images': 'What a product looks like. The first picture is the one in lists.',
  'tianjian.catalog.v1.Images.Add':
    "Makes a picture of an upload of the caller's own: JPEG, PNG or WebP by its content, at most 40 million pixels. It is made anew in three sizes, without what the camera noted (place, time, device). At most 20 for a product. Safe to repeat by image_id. Problems: request.invalid, not_found, image.refused, request.repeated_differently.",
  'tianjian.catalog.v1.Images.Arrange':
    'Puts them in this order; each exactly once. Problems: request.invalid, not_found.',
  'tianjian.catalog.v1.Images.Remove': 'Safe to repeat. Problems: request.invalid, not_found.',
  'tianjian.catalog.v1.Import.applied_at': 'Absent: nothing was changed yet.',
  'tianjian.catalog.v1.Import.encoding': 'UTF-8, GB18030',
  'tianjian.catalog.v1.Import.rows': 'Without the header.',
  'tianjian.catalog.v1.ImportAnswer.faults': 'The first of what is wrong, by row.',
  'tianjian.catalog.v1.ImportAnswer.next_page_token': 'Empty on the last page.',
  'tianjian.catalog.v1.LineDiscount': 'What a coupon took off a line.',
  'tianjian.catalog.v1.LineDiscount.off_freight': "Off the line's part of the freight, not off its goods.",
  'tianjian.catalog.v1.LineDiscount.payer': 'company, platform, fund',
  'tianjian.catalog.v1.ListCoupons.page_size': '1 to 100, 20 if absent.',
  'tianjian.catalog.v1.ListExpiringLotsRequest.within_days': 'Absent: 14 days.',
  'tianjian.catalog.v1.ListLowStockRequest.at_most': 'Absent: 10 pieces.',
  'tianjian.catalog.v1.ListProducts.available_only': 'Only what can be ordered now.',
  'tianjian.catalog.v1.ListProducts.category_id': 'With all that lies below it.',
  'tianjian.catalog.v1.ListProducts.order': 'NEWEST if absent. PINYIN: by title.',
  'tianjian.catalog.v1.ListProducts.page_size': '1 to 100, 20 if absent.',
  'tianjian.catalog.v1.ListProducts.page_token': 'Of the same list: with the same order and the same filters.',
  'tianjian.catalog.v1.ListProducts.price_min_fen': 'Of the lowest list price of a product; 0: no bound.',
  'tianjian.catalog.v1.ListProducts.q':
    'Words that must all stand in the title; in Chinese one character is enough, and two are a word.',
  'tianjian.catalog.v1.LookAtShelf.sku_ids': 'At most 200.',
  'tianjian.catalog.v1.LotHarvested': 'What was sold before it was harvested is harvested, or nothing grew.',
  'tianjian.catalog.v1.LotLabel.expires_on': 'YYYY-MM-DD',
  'tianjian.catalog.v1.LotPacked':
    "Pieces were made of a lot's grams. For goods bought outright the farmer is owed from here on.",
  'tianjian.catalog.v1.LotRecall.promised':
    'Pieces promised to buyers or set aside for flash offers at that moment. What of them comes back stays blocked.',
  'tianjian.catalog.v1.LotRecall.written_off': 'Pieces that nobody had been promised: they are written off.',
  'tianjian.catalog.v1.Lots': 'What proves that a lot may be sold, and what is claimed of it; and calling a lot back.',
  'tianjian.catalog.v1.Lots.AddCertificate':
    "Puts a document to a lot. Where the lot's category asks for documents, the lot is offered only while one of a kind asked for is valid. Safe to repeat by certificate_id. Problems: request.invalid, not_found, request.repeated_differently.",
  'tianjian.catalog.v1.Lots.ListCertificates': 'Problems: request.invalid, not_found.',
  'tianjian.catalog.v1.Lots.Recall':
    'Calls a lot back: nothing of it is promised any more from here on, and what is free of it is written off. Safe to repeat by recall_id. Who was promised or got pieces of it: Recalls.ListLines. Problems: request.invalid, not_found, lot.recalled, request.repeated_differently.',
  'tianjian.catalog.v1.Lots.WithdrawCertificate':
    'Takes a document back that should not have been there. It is kept, and counts no more. Safe to repeat. Problems: request.invalid, not_found.',
  'tianjian.catalog.v1.NewCoupon.amount_fen': 'AMOUNT.',
  'tianjian.catalog.v1.NewCoupon.cap_fen': 'PERCENT, FREE_FREIGHT: at most so much. 0: no limit.',
  'tianjian.catalog.v1.NewCoupon.claim_only':
    'Only for who claimed it while it was offered on air. Each buyer claims and uses one.',
  'tianjian.catalog.v1.NewCoupon.code':
    "What buyers type: 3 to 32 letters, digits or hyphens. One of a company's for ever.",
  'tianjian.catalog.v1.NewCoupon.coupon_id': 'Made by the client.',
  'tianjian.catalog.v1.NewCoupon.from_fen': 'The goods in scope must come to so much.',
  'tianjian.catalog.v1.NewCoupon.live_session_id': 'Only for what is bought in this session.',
  'tianjian.catalog.v1.NewCoupon.percent_off_bp': 'PERCENT: 1,000 takes a tenth off (九折).',
  'tianjian.catalog.v1.NewCoupon.product_ids': 'What it is for: everything, if nothing is named.',
  'tianjian.catalog.v1.NewCoupon.quota': 'How often it can be used, by everybody and by each buyer.',
  'tianjian.catalog.v1.Offers': 'Prices below the list, in a session.',
  'tianjian.catalog.v1.Offers.CloseFlash':
    'Ends a flash offer; what is left of the share returns to list stock. Idempotent.',
  'tianjian.catalog.v1.Offers.OpenFlash':
    'Splits a share off the stock as a hard hold and opens a price below the usual. Idempotent by offer. Problems: stock.sold_out, request.invalid, not_found, request.repeated_differently.',
  'tianjian.catalog.v1.Offers.SetSessionOffers':
    'Sets the session prices of an on-air session; empty ends them. Idempotent.',
  'tianjian.catalog.v1.OpenPreSale.expected_on':
    'YYYY-MM-DD, after today and within a year. It is sold up to this day.',
  'tianjian.catalog.v1.OpenPreSale.keeps_days':
    'How long it keeps: the last day on which it may reach a buyer is so many days after the harvest. 3 to 1,000.',
  'tianjian.catalog.v1.OpenPreSale.share_bp': 'How much of it may be sold, in ten-thousandths: 1,000 to 8,000.',
  'tianjian.catalog.v1.OpenPreSale.ship_within_days':
    'How many days after expected_on everything has left at the latest: 1 to 30.',
  'tianjian.catalog.v1.PastGoods': 'What an order must know of what it sold, each SKU and lot once.',
  'tianjian.catalog.v1.PastSales':
    'What a company sold before its orders were kept here: the pieces leave the lots that are said.',
  'tianjian.catalog.v1.PastSales.Hold':
    'Holds the pieces of past orders for good: they are sold when OrderPaid comes. Safe to repeat by hold_id. Problems: request.invalid, not_found, stock.sold_out.',
  'tianjian.catalog.v1.Picking': 'The store as who packs sees it.',
  'tianjian.catalog.v1.Picking.DescribeLots': 'What stands on the labels of lots.',
  'tianjian.catalog.v1.Picking.ListExpiringLots':
    'Pieces that lie in lots about to expire, or expired, the first expiring first.',
  'tianjian.catalog.v1.Picking.ListLowStock': 'SKUs of which few can still be promised, the scarcest first.',
  'tianjian.catalog.v1.Picking.Reallocate':
    'Gives pieces of a sold hold back to their lot and takes as many from another. Safe to repeat by reallocation_id. Problems: not_found, stock.sold_out, lot.not_sellable, request.repeated_differently, unavailable.',
  'tianjian.catalog.v1.PiecesReallocated.from': 'The same pieces, as they cost in the one lot and in the other.',
  'tianjian.catalog.v1.PreSale.capacity_g': 'What may be sold, and what was put on sale of it.',
  'tianjian.catalog.v1.PreSale.harvested_on': 'Empty: not yet.',
  'tianjian.catalog.v1.PreSale.mass_g': 'What was harvested.',
  'tianjian.catalog.v1.PreSale.missing_g': 'Promised and not there: it goes down as buyers get their money back.',
  'tianjian.catalog.v1.PreSale.settled': 'Everything that is promised is there.',
  'tianjian.catalog.v1.PreSale.ship_by': 'The last day on which it leaves.',
  'tianjian.catalog.v1.PreSaleMark': 'On everything that can be bought before it is harvested.',
  'tianjian.catalog.v1.PreSaleMark.expected_on': 'YYYY-MM-DD',
  'tianjian.catalog.v1.PreSaleMark.ship_by': 'The last day on which it leaves; after it the money goes back.',
  'tianjian.catalog.v1.PreSaleSku.left': 'Promised to nobody yet.',
  'tianjian.catalog.v1.PreSaleSku.offered': 'Put on sale, less what was taken off again.',
  'tianjian.catalog.v1.PreSales':
    'Produce that is sold before it is harvested (预售): a share of what is expected, shipped by a promised day.',
  'tianjian.catalog.v1.PreSales.Harvest':
    'The real harvest takes the place of the expected one, also if nothing grew. What was promised and is there can be packed; where it is less than was promised, nothing more of it is sold, and who ordered first gets it. Publishes LotHarvested. Safe to repeat. Problems: request.invalid, not_found, lot.recalled, request.repeated_differently.',
  'tianjian.catalog.v1.PreSales.List': 'Those to be shipped last first, at most 200. Problems: request.invalid.',
  'tianjian.catalog.v1.PreSales.Offer':
    'Puts pieces of a SKU on sale against what the lot may sell. A SKU is sold from one harvest to come at a time, and from none while there are pieces of it that are ready. Safe to repeat by offering_id. Problems: request.invalid, not_found, pre_sale.full, pre_sale.over, pre_sale.sku_ready, lot.recalled, request.repeated_differently.',
  'tianjian.catalog.v1.PreSales.Open':
    'Makes a lot that is not harvested yet, and says how much of it may be sold by when it is shipped. Safe to repeat by lot_id. Problems: request.invalid, not_found, request.repeated_differently.',
  'tianjian.catalog.v1.PreviewImport.blob_key': 'What POST /api/uploads answered to the caller.',
  'tianjian.catalog.v1.Product.claims':
    'What may be claimed today: every lot that an order could get pieces of has a valid certificate for it.',
  'tianjian.catalog.v1.ProductImage':
    'Addresses on this server. WebP, no wider or higher than 240 (thumb, cut to a square), 720 (card), 1,600 (full) pixels.',
  'tianjian.catalog.v1.ProductImage.width': 'Of the full size, in pixels.',
  'tianjian.catalog.v1.ProductPage.next_page_token': 'Empty on the last page.',
  'tianjian.catalog.v1.ProductSummary.available': 'Pieces that can be promised now, all SKUs together.',
  'tianjian.catalog.v1.ProductSummary.image_url':
    'Of its first picture, in the size of a card; empty where it has none.',
  'tianjian.catalog.v1.ProductSummary.pre_sale': 'Where nothing of it is ready: the first harvest to come.',
  'tianjian.catalog.v1.ProductSummary.price_from_fen': 'The lowest list price of its SKUs.',
  'tianjian.catalog.v1.Products': 'What a company offers, and what buyers see of it.',
  'tianjian.catalog.v1.Products.Describe':
    'What livestream shows of a bag: titles, the price in force in that session, what is left. Unknown SKUs and those of another company are left out.',
  'tianjian.catalog.v1.Products.Get': 'Problems: not_found.',
  'tianjian.catalog.v1.Products.List':
    'One page in the order asked for; what is written meanwhile moves nothing to another page. Problems: request.invalid.',
  'tianjian.catalog.v1.Products.Save': 'Makes or changes a product. Problems: request.invalid, not_found.',
  'tianjian.catalog.v1.Products.SaveSku':
    'Makes or changes a SKU and its list price. Weight and purchase kind are fixed once pieces were packed. Problems: request.invalid, not_found, sku.in_use.',
  'tianjian.catalog.v1.QuoteLines.coupon_codes': 'At most four; which of them stack stands in the docs.',
  'tianjian.catalog.v1.Quoted.discount_fen': 'Taken off goods and freight by coupons.',
  'tianjian.catalog.v1.Quoted.pre_sale': 'Absent: ready to be sent. Else all of it is of this harvest to come.',
  'tianjian.catalog.v1.QuotedLine.amount_fen': 'Before discounts. Of goods by weight: the most it may cost.',
  'tianjian.catalog.v1.QuotedLine.by_weight': 'Of goods by weight: how much a piece may weigh.',
  'tianjian.catalog.v1.QuotedLine.estimated_fen':
    'What it costs if it weighs what it should; of goods by the piece the same as amount_fen.',
  'tianjian.catalog.v1.RefusedRegions': 'Where nothing is sent. A region that no zone names is refused as well.',
  'tianjian.catalog.v1.RefusedRegions.reason': 'Read by the buyer.',
  'tianjian.catalog.v1.RowFault.column': 'By its name in the header; empty: the row as a whole.',
  'tianjian.catalog.v1.RowFault.row': 'As a spreadsheet counts: the header is row 1.',
  'tianjian.catalog.v1.SaveFreightTemplate.freight_template_id': 'Made by the client, a new one for each version.',
  'tianjian.catalog.v1.SaveFreightTemplate.tare_g':
    "Grams of the box and what fills it, added once to the gross grams of an order's goods.",
  'tianjian.catalog.v1.SaveLotRequest.expires_on': 'YYYY-MM-DD, the last day on which it may reach a buyer.',
  'tianjian.catalog.v1.SaveLotRequest.harvested_on': 'YYYY-MM-DD',
  'tianjian.catalog.v1.SaveLotRequest.reference_per_kg_fen':
    "What the market of the day paid there; the farmer's uplift is counted against it.",
  'tianjian.catalog.v1.SaveSkuRequest.by_weight': 'Absent: sold by the piece. Only max_over_bp is yours to say.',
  'tianjian.catalog.v1.SaveSkuRequest.purchase_kind': 'OUTRIGHT (收购), CONSIGNMENT (代销), COMMISSION (代理)',
  'tianjian.catalog.v1.SaveSkuRequest.return_class': 'FRESH, PROCESSED, CUSTOM: whether the seven-day return applies.',
  'tianjian.catalog.v1.SaveSupplierRequest.kind': 'HOUSEHOLD (农户), COOPERATIVE (合作社), FIRM (企业)',
  'tianjian.catalog.v1.SaveSupplierRequest.region_code': 'Six digits of the national region code.',
  'tianjian.catalog.v1.SetSessionOffersRequest.over': 'It is over: who buys in it buys in its replay.',
  'tianjian.catalog.v1.SetSessionOffersRequest.sku_ids':
    'The whole bag while on air, and while there is a replay; its SKUs may be bought in the session.',
  'tianjian.catalog.v1.SetSessionOffersRequest.version':
    'The version of the session that says so; an older one changes nothing.',
  'tianjian.catalog.v1.Shelf':
    'What stands on the shelves of all companies, for whoever shows it beside something else.',
  'tianjian.catalog.v1.Shelf.Look':
    'List prices and what can be promised now, of several companies at once. What is gone or not on sale is left out. Problems: request.invalid.',
  'tianjian.catalog.v1.Shelf.Show':
    'The same for anybody, with pictures: for rooms and checkouts, which know SKUs by their ids. Problems: request.invalid.',
  'tianjian.catalog.v1.Shelf.ShowLots':
    'Which harvests an order of today would get pieces of, or the one that is asked for: where it grew, when it was harvested, and what proves it. Households are not named in full. Problems: request.invalid, not_found.',
  'tianjian.catalog.v1.ShowLotsOfProduct.lot_id': 'Empty: all that pieces can be promised from now.',
  'tianjian.catalog.v1.ShowSkus.sku_ids': 'At most 100.',
  'tianjian.catalog.v1.ShownLot.certificates': 'Those that are valid today.',
  'tianjian.catalog.v1.ShownLot.origin_name': '甘肃省定西市安定区',
  'tianjian.catalog.v1.ShownLot.pre_sale': 'Not harvested yet: harvested_on and expires_on are what is expected.',
  'tianjian.catalog.v1.ShownLot.supplier_name': 'Of a household only the family name: 王家.',
  'tianjian.catalog.v1.Sku.by_weight': 'Absent: sold by the piece.',
  'tianjian.catalog.v1.Sku.pre_sale': 'Absent: ready.',
  'tianjian.catalog.v1.Sku.spec_values': 'The words on the spec matrix, e.g. {"规格": "2.5kg", "等级": "特级"}.',
  'tianjian.catalog.v1.Sku.weight_g': 'Net grams of one piece.',
  'tianjian.catalog.v1.SkuCard.pre_sale': 'Absent: ready.',
  'tianjian.catalog.v1.SkuCard.price_fen': 'The list price; in a room another one may count.',
  'tianjian.catalog.v1.SkuCard.thumb_url': "Of the product's first picture; empty where it has none.",
  'tianjian.catalog.v1.SkuDetail': 'A SKU as its company sees it.',
  'tianjian.catalog.v1.SkuOnShelf.available': 'Pieces that can be promised now.',
  'tianjian.catalog.v1.Stock':
    'Where goods come from and how many pieces there are: suppliers, lots, packings, movements.',
  'tianjian.catalog.v1.Stock.Adjust':
    'Writes off or corrects pieces, with a reason. Problems: request.invalid, not_found, stock.sold_out, request.repeated_differently.',
  'tianjian.catalog.v1.Stock.Get': 'Problems: not_found.',
  'tianjian.catalog.v1.Stock.ListSuppliers': 'By name, at most 500.',
  'tianjian.catalog.v1.Stock.Pack':
    'Turns grams of a lot into pieces of a SKU of the same product. Publishes LotPacked. Problems: request.invalid, not_found, lot.too_small, lot.recalled, lot.not_harvested, pre_sale.sku_promised, request.repeated_differently.',
  'tianjian.catalog.v1.Stock.SaveLot':
    'A lot is grams of one product from one supplier, harvest day, place and grade. It can be made once and repeated; it cannot be changed. Problems: request.invalid, not_found, request.repeated_differently.',
  'tianjian.catalog.v1.Stock.SaveSupplier': 'Problems: request.invalid, not_found.',
  'tianjian.catalog.v1.TableKind':
    'PRODUCTS: a SKU with its product in each row. STOCK: a stock-take, pieces of a SKU from a lot in each row.',
  'tianjian.catalog.v1.Tables': 'Products and stock as tables (CSV), out and in again.',
  'tianjian.catalog.v1.Tables.Apply':
    'Applies a table that was read without fault: all of it or, where something has come between, nothing. Safe to repeat. The same file is not applied twice under different ids. Problems: request.invalid, not_found, import.has_faults, import.applied_before.',
  'tianjian.catalog.v1.Tables.Export':
    'Writes a table of what the company has, for spreadsheets: CSV in UTF-8. Its header says what Preview reads. Problems: request.invalid.',
  'tianjian.catalog.v1.Tables.Get': 'Problems: request.invalid, not_found.',
  'tianjian.catalog.v1.Tables.Preview':
    'Reads an uploaded table (CSV in UTF-8 or GB18030, at most 10,000 rows), changes nothing, and says row by row what is wrong with it. Safe to repeat by import_id. Problems: request.invalid, not_found, table.unreadable, request.repeated_differently.',
  'tianjian.catalog.v1.WantedLine.quantity': '1 to 9,999 whole pieces.',
  'tianjian.identity.v1.Account':
    "A person's own affairs: the phone they proved, a forgotten password, where parcels go, the second factor.",
  'tianjian.identity.v1.Account.Enter':
    "Signs in whoever got the code, and makes a person of them if the phone is nobody's yet. Who has a second factor sends its code, or a recovery code, along: auth.code_required asks for it, and the code of the message can be sent again then. Safe to repeat by entry_id. Problems: code.wrong, auth.code_required, overloaded.",
  'tianjian.identity.v1.Account.Get': 'What the caller has set up.',
  'tianjian.identity.v1.Account.ProvePhone':
    "Proves with the code that the phone is the caller's. Safe to repeat. Problems: code.wrong.",
  'tianjian.identity.v1.Account.ResetPassword':
    'Sets a new password and ends every sign-in there is. Repeated with the same password it is done already. Problems: code.wrong, overloaded.',
  'tianjian.identity.v1.Account.SendEntryCode':
    'Sends a one-time code to enter with; the phone need not have signed up. Safe to repeat by code_id: one message. Problems: overloaded, request.repeated_differently.',
  'tianjian.identity.v1.Account.SendProofCode':
    "Sends a one-time code to the caller's own phone. Safe to repeat by code_id: one message. Problems: overloaded, request.repeated_differently.",
  'tianjian.identity.v1.Account.SendResetCode':
    'Sends a one-time code for a new password, if somebody has this phone; the answer is the same if nobody does. Safe to repeat by code_id. Problems: overloaded, request.repeated_differently.',
  'tianjian.identity.v1.AddressBook': "Where a person's parcels go. An address is found under its owner only.",
  'tianjian.identity.v1.AddressBook.Remove': 'Safe to repeat. If it was the default, the newest of the others is.',
  'tianjian.identity.v1.AddressBook.Save':
    'Adds or changes an address. The first one is the default; another becomes it by saying so. Problems: request.invalid, address.book_full.',
  'tianjian.identity.v1.Addresses.addresses': 'The default first, then the newest.',
  'tianjian.identity.v1.Auth': 'Sign-in: who is this?',
  'tianjian.identity.v1.Auth.Me': 'The caller, with memberships and mandates as of now.',
  'tianjian.identity.v1.Auth.Refresh':
    'Turns a refresh token into a new pair. The last one may be replayed once within 60 s; older reuse ends the whole family. Problems: auth.required.',
  'tianjian.identity.v1.Auth.SignIn':
    'Who has a second factor sends its code, or a recovery code, along: auth.code_required asks for it. Problems: auth.failed, auth.code_required, code.wrong, overloaded.',
  'tianjian.identity.v1.Auth.SignOut': 'Ends the family of the refresh token. Safe to repeat.',
  'tianjian.identity.v1.Auth.SignUp': 'Makes a person. Problems: phone.taken, request.invalid.',
  'tianjian.identity.v1.ChangeMembership.ends_on': 'Empty: open.',
  'tianjian.identity.v1.ChangeMembership.new_membership_id': 'Made by the client.',
  'tianjian.identity.v1.CodeSent.again_in_s': 'When another may be asked for.',
  'tianjian.identity.v1.CodeSent.expires_in_s': 'How long the code may be used.',
  'tianjian.identity.v1.CompanyFounded': 'Published once, when a company is founded.',
  'tianjian.identity.v1.ConfirmFactor.code': 'Six digits.',
  'tianjian.identity.v1.ConfirmPerson.person_id': 'Who belongs to the company.',
  'tianjian.identity.v1.ConfirmPerson.verification_id': 'Made by the client.',
  'tianjian.identity.v1.ConfirmPerson.verified_on': 'YYYY-MM-DD in Asia/Shanghai, at most 30 days ago. Empty: today.',
  'tianjian.identity.v1.EndMembership.ends_on': 'Empty: now. Else the last day, not before today.',
  'tianjian.identity.v1.EnrolFactor.enrolment_id': 'Made by the client.',
  'tianjian.identity.v1.Enrolment.otpauth_uri': 'The same for a QR code.',
  'tianjian.identity.v1.Enrolment.secret': 'Base32, to be typed.',
  'tianjian.identity.v1.EnterRequest.code': 'Six digits, from the message.',
  'tianjian.identity.v1.EnterRequest.entry_id':
    'Made by the client, for each code it was sent: a code that was used opens for nobody else.',
  'tianjian.identity.v1.EnterRequest.second_factor':
    'Of the authenticator app, or a recovery code, for who has a second factor.',
  'tianjian.identity.v1.Invitation.phone': '138****1234',
  'tianjian.identity.v1.Invitation.status': 'OPEN, ACCEPTED, DECLINED, WITHDRAWN, EXPIRED',
  'tianjian.identity.v1.InviteMember.ends_on': 'Empty: open. The last day on which it holds.',
  'tianjian.identity.v1.InviteMember.invitation_id': 'Made by the client.',
  'tianjian.identity.v1.InviteMember.roles': 'owner, seller, packer, host, moderator',
  'tianjian.identity.v1.InviteMember.starts_on': 'YYYY-MM-DD in Asia/Shanghai. Empty: the day of the acceptance.',
  'tianjian.identity.v1.ListMembers.page_size': '1 to 100, 20 if absent.',
  'tianjian.identity.v1.Mandate.company_ids': "The incubator's companies, so that nobody has to ask again.",
  'tianjian.identity.v1.Mandate.role': 'mentor, college_admin',
  'tianjian.identity.v1.Member.ended_at': 'Absent unless it was ended at once.',
  'tianjian.identity.v1.Member.ends_on': 'Empty: open.',
  'tianjian.identity.v1.Member.in_force': 'Whether it holds now.',
  'tianjian.identity.v1.MemberPage.next_page_token': 'Empty on the last page.',
  'tianjian.identity.v1.Membership.roles': 'owner, seller, packer, host, moderator',
  'tianjian.identity.v1.Memberships': 'Who belongs to a company: its owners invite, the invited accept, owners end.',
  'tianjian.identity.v1.Memberships.Accept':
    'The membership begins on its day. Safe to repeat. Problems: not_found, phone.unproved, invitation.over.',
  'tianjian.identity.v1.Memberships.Change':
    'Gives other roles or another end from now on: the old membership ends, a new one takes its place, so that what somebody was stays readable. Safe to repeat by new_membership_id. Problems: not_found, membership.over, membership.last_owner, request.invalid, request.repeated_differently.',
  'tianjian.identity.v1.Memberships.Decline': 'Safe to repeat. Problems: not_found, phone.unproved, invitation.over.',
  'tianjian.identity.v1.Memberships.End':
    'Ends a membership now, or on a later day; everywhere within a minute. Safe to repeat. Problems: not_found, membership.over, membership.last_owner, request.invalid.',
  'tianjian.identity.v1.Memberships.Invite':
    'Invites whoever has this phone; nothing tells whether anybody does. Safe to repeat by invitation_id. Problems: request.invalid, request.repeated_differently, invitation.too_many.',
  'tianjian.identity.v1.Memberships.List': "Everybody's memberships, past and future ones too, newest first.",
  'tianjian.identity.v1.Memberships.ListInvitations': 'Those that wait for an answer, newest first.',
  'tianjian.identity.v1.Memberships.ListMine':
    'What the caller is invited to. Empty until the phone is proved: a number may be typed by anybody.',
  'tianjian.identity.v1.Memberships.Withdraw':
    'Takes an invitation back. Safe to repeat. Problems: not_found, invitation.over.',
  'tianjian.identity.v1.MyAccount.phone': '138****1234',
  'tianjian.identity.v1.MyAccount.recovery_codes_left': 'Recovery codes that were not used yet.',
  'tianjian.identity.v1.Notice.life_s': 'After so many seconds it is of no use any more.',
  'tianjian.identity.v1.Notices': 'Short notices to people, of whom only identity knows the phone.',
  'tianjian.identity.v1.Notices.Send':
    'Takes notices to be sent as text messages, each once for ever: a notice_id that was taken before is not sent again. At most 200. Problems: request.invalid.',
  'tianjian.identity.v1.NoticesTaken.reaching_notice_ids':
    'Whose phone is proved, so that it reaches them. To others nothing is sent: somebody else may have that number.',
  'tianjian.identity.v1.Organisations':
    'Colleges, incubators, companies: made by the operator (and the demo data), safe to repeat by id.',
  'tianjian.identity.v1.Organisations.FoundCompany': 'Publishes CompanyFounded the first time.',
  'tianjian.identity.v1.Organisations.SaveMandate': 'Gives, or with ends_on set ends, a mandate.',
  'tianjian.identity.v1.Organisations.SaveMembership': 'Gives, or with ends_on set ends, a membership.',
  'tianjian.identity.v1.ProvePhoneRequest.code': 'Six digits.',
  'tianjian.identity.v1.ResetPasswordRequest.code': 'Six digits.',
  'tianjian.identity.v1.SaveAddress.address_id': 'Made by the client.',
  'tianjian.identity.v1.SaveMembershipRequest.ends_on': 'Empty: open. The last day on which it holds.',
  'tianjian.identity.v1.SaveMembershipRequest.starts_on': 'YYYY-MM-DD in Asia/Shanghai',
  'tianjian.identity.v1.SecondFactor':
    'A second thing to show at sign-in besides the password: codes of an authenticator app (RFC 6238).',
  'tianjian.identity.v1.SecondFactor.Confirm':
    'From now on sign-in asks for a code; every sign-in there is ends. Gives the recovery codes, once: the answer can be repeated with the same code only. Problems: not_found, code.wrong, overloaded.',
  'tianjian.identity.v1.SecondFactor.Enrol':
    'A secret for the app; nothing changes until it is confirmed. Safe to repeat by enrolment_id until then. Problems: auth.failed, factor.in_force, overloaded.',
  'tianjian.identity.v1.SecondFactor.Remove':
    'Takes the password and a code (or a recovery code). Safe to repeat. Problems: auth.failed, code.wrong, overloaded.',
  'tianjian.identity.v1.SendEntryCodeRequest.code_id': 'Made by the client.',
  'tianjian.identity.v1.SendProofCodeRequest.code_id': 'Made by the client.',
  'tianjian.identity.v1.SendResetCodeRequest.code_id': 'Made by the client.',
  'tianjian.identity.v1.Shop.incubator_name': 'That answer for it.',
  'tianjian.identity.v1.Shops': 'Who sells: what the law wants buyers to be told of a shop.',
  'tianjian.identity.v1.Shops.Get': 'Problems: not_found, request.invalid.',
  'tianjian.identity.v1.SignInRequest.code': 'Of the second factor; empty where there is none.',
  'tianjian.identity.v1.SignedIn.second_factor_missing': "The caller's mandates sleep until they have a second factor.",
  'tianjian.identity.v1.Standings': 'What a person may, as of now.',
  'tianjian.identity.v1.Standings.EverMember': 'Whether a person holds, or ever held, any membership in a company.',
  'tianjian.identity.v1.Standings.Get': 'Problems: not_found.',
  'tianjian.identity.v1.Verification.State.ENDING': 'Valid, and over within 30 days.',
  'tianjian.identity.v1.Verification.State.NONE': 'Nobody has confirmed who this is.',
  'tianjian.identity.v1.Verification.valid_until': 'The last day on which it holds.',
  'tianjian.identity.v1.Verification.verified_on': 'Of the latest one; empty if there is none.',
  'tianjian.identity.v1.Verifications':
    'Who a person is, as the incubator saw it with its own eyes. The law wants that of everybody who sells live, and again every six months: without it nobody gets a stream key.',
  'tianjian.identity.v1.Verifications.Confirm':
    "A mentor saw the person's papers on that day; it holds for six months, in all companies of the incubator. Nobody confirms themselves. Safe to repeat by verification_id. Problems: not_found, access.denied, request.invalid, request.repeated_differently.",
  'tianjian.identity.v1.Verifications.Get': 'As it is today; NONE also of who is not known. Problems: request.invalid.',
  'tianjian.identity.v1.Verifications.List':
    'Everybody who sells or hosts for the company, by when their verification ends, the first one first. At most 500.',
  'tianjian.livestream.v1.AccountPage.next_page_token': 'Empty on the last page.',
  'tianjian.livestream.v1.Accounts': 'The matrix of stream accounts of a company.',
  'tianjian.livestream.v1.Accounts.List':
    'Those of the company, in the order they were made, with who operates them. Problems: request.invalid.',
  'tianjian.livestream.v1.Accounts.Save': 'Problems: request.invalid.',
  'tianjian.livestream.v1.Accounts.SetOperators':
    'Names who may run sessions on an account, besides sellers. Problems: not_found, request.invalid.',
  'tianjian.livestream.v1.AddChatWords.alike':
    'Also other characters of the same sound: 薇信 for 微信. Pinyin typed in letters is always found.',
  'tianjian.livestream.v1.AddChatWords.words': 'At most 1,000 at once, each of at most 20 characters.',
  'tianjian.livestream.v1.Audience.peak_views': 'The most views at one time.',
  'tianjian.livestream.v1.Audience.present_s':
    'Seconds that views lasted, and seconds on air: one divided by the other is how many watched on average.',
  'tianjian.livestream.v1.BagItem.pre_sale': 'Absent: ready to be sent.',
  'tianjian.livestream.v1.BanSpeaker.days': 'At most 365; 0: for good.',
  'tianjian.livestream.v1.BanSpeaker.retract_lines': 'Also what was said in this session.',
  'tianjian.livestream.v1.Beacon.Kind.EXPOSED': 'At least half of the card was on the screen for a second.',
  'tianjian.livestream.v1.BeaconsNoted.noted': "How many were of the session's bag.",
  'tianjian.livestream.v1.CalendarFile.content': 'iCalendar (RFC 5545).',
  'tianjian.livestream.v1.Cards.clicked_to_paid_bp': 'Buyers of what those who clicked.',
  'tianjian.livestream.v1.Chapter': 'While a SKU was pinned.',
  'tianjian.livestream.v1.Chapter.from_s': 'Seconds of the replay.',
  'tianjian.livestream.v1.Chat': 'What viewers of a session write to each other.',
  'tianjian.livestream.v1.Chat.List':
    'The last 30 lines, oldest first, and how the room is moderated. Problems: not_found.',
  'tianjian.livestream.v1.Chat.Report':
    'Tells who runs the session of a line; once for each person and line. Problems: request.invalid, not_found, overloaded (20 an hour).',
  'tianjian.livestream.v1.Chat.Say':
    "Says a line in a session that is on air. Safe to repeat by line_id. Who runs or moderates the session is exempt from slow mode, muting and the company's own words; nobody is from what the platform forbids. Problems: request.invalid, not_found, session.not_live, chat.banned, chat.muted, chat.muted_all, chat.too_fast, chat.refused, request.repeated_differently.",
  'tianjian.livestream.v1.Chat.Standing': 'Whether the caller may write here, and from when. Problems: not_found.',
  'tianjian.livestream.v1.Chat.Withdraw': "Takes back the caller's own line. Safe to repeat. Problems: not_found.",
  'tianjian.livestream.v1.ChatBan.devices': 'How many devices it holds for.',
  'tianjian.livestream.v1.ChatLine.crew': 'Said by who runs the session or keeps order in it.',
  'tianjian.livestream.v1.ChatLine.role':
    '"host" for who runs the session, "moderator" for who keeps order in it and does not run it; empty: a viewer.',
  'tianjian.livestream.v1.ChatLine.speaker_id':
    'The same for all lines of one person in this session, and for nothing else.',
  'tianjian.livestream.v1.ChatModeration':
    "For sellers, for the company's moderators, and for hosts on the accounts they operate. Every act is kept for ever: who, when, what, about whom. All POSTs and PUTs are safe to repeat by act_id (request.repeated_differently for another act under the same id).",
  'tianjian.livestream.v1.ChatModeration.AddWords':
    "Adds words to the company's list, at most 10,000 in all. Safe to repeat. Problems: request.invalid.",
  'tianjian.livestream.v1.ChatModeration.Ban':
    "Keeps a person out of the chat of all the company's sessions: the account, and the devices it wrote from, under whatever account. The ban's id is act_id. Problems: request.invalid (also for one of the crew), not_found, request.repeated_differently.",
  'tianjian.livestream.v1.ChatModeration.Configure':
    'Slow mode and silence for all but the crew. Problems: request.invalid, not_found, request.repeated_differently.',
  'tianjian.livestream.v1.ChatModeration.DismissReports':
    'The line stays; its reports are settled. Problems: request.invalid, not_found, request.repeated_differently.',
  'tianjian.livestream.v1.ChatModeration.LiftBan': 'Safe to repeat. Problems: not_found.',
  'tianjian.livestream.v1.ChatModeration.ListActs': 'The record, newest first. Problems: request.invalid.',
  'tianjian.livestream.v1.ChatModeration.ListBans': 'Bans in force, newest first, at most 500.',
  'tianjian.livestream.v1.ChatModeration.ListReports':
    'Reported lines that nobody has decided on, the most reported first, at most 100. Problems: not_found.',
  'tianjian.livestream.v1.ChatModeration.ListWords': 'By the word. Problems: request.invalid.',
  'tianjian.livestream.v1.ChatModeration.Mute':
    'Silences one speaker in this session. Problems: request.invalid (also for one of the crew), not_found, request.repeated_differently.',
  'tianjian.livestream.v1.ChatModeration.RemoveWords': 'Safe to repeat. Problems: request.invalid.',
  'tianjian.livestream.v1.ChatModeration.Retract':
    'Takes a line away from everybody. Problems: request.invalid, not_found, request.repeated_differently.',
  'tianjian.livestream.v1.ChatModeration.SavePlatformWords':
    'Words that no room of the platform shows, beside what is built in. Safe to repeat. Problems: request.invalid.',
  'tianjian.livestream.v1.ChatModeration.Unmute': 'Safe to repeat. Problems: not_found.',
  'tianjian.livestream.v1.ChatSettings.slow_mode_s': 'Seconds between two lines of one person; 0: off.',
  'tianjian.livestream.v1.ChatStanding.banned_until': 'Absent while banned: for good.',
  'tianjian.livestream.v1.ChatStanding.crew': 'Runs this session: exempt from the above, and may moderate.',
  'tianjian.livestream.v1.ChatStanding.muted_until': 'Absent while muted: for the rest of the session.',
  'tianjian.livestream.v1.CheckInHost.device': "What the caller's phone or computer calls itself, for the record.",
  'tianjian.livestream.v1.CheckInHost.person_id': 'Empty: the caller. Only a seller checks in somebody else.',
  'tianjian.livestream.v1.ClaimOfferedCoupon.device_id': 'What the client keeps for its device.',
  'tianjian.livestream.v1.ClaimedCouponAnswer.coupon_code': 'To be named in quotes and orders.',
  'tianjian.livestream.v1.ClaimedCouponAnswer.usable_until': 'Of the coupon itself.',
  'tianjian.livestream.v1.Clip.from_s': 'Seconds of the replay. The film begins at the key frame at or before it.',
  'tianjian.livestream.v1.ClipList.clips': 'In the order of time.',
  'tianjian.livestream.v1.ClipList.expires_at': 'The links are good until then.',
  'tianjian.livestream.v1.ConfigureChat.slow_mode_s': '0 (off) to 600.',
  'tianjian.livestream.v1.CouponOffer.words': 'What it is worth, in Chinese: 满100元减10元',
  'tianjian.livestream.v1.CouponOffers': 'Coupons that viewers claim while the session is on air.',
  'tianjian.livestream.v1.CouponOffers.Claim':
    'Claims one, for orders in this shop until the coupon ends. Safe to repeat: a buyer has one, and so has a device. Problems: request.invalid, not_found, session.not_live, coupon.refused.',
  'tianjian.livestream.v1.CouponOffers.End':
    'Nobody claims it any more; who claimed it keeps it. Safe to repeat. Problems: not_found.',
  'tianjian.livestream.v1.CouponOffers.List': 'What may be claimed just now. Problems: not_found.',
  'tianjian.livestream.v1.CouponOffers.Offer':
    'Offers a coupon that must be claimed (claim_only). Safe to repeat by offer_id. Problems: request.invalid, not_found, session.not_live, offer.another_open (of this coupon), coupon.refused, request.repeated_differently.',
  'tianjian.livestream.v1.Duty.EndReason.MEMBERSHIP_ENDED': 'The person is no seller or host of the company any more.',
  'tianjian.livestream.v1.Duty.ends_at': 'That moment is not in it any more. Absent: on duty.',
  'tianjian.livestream.v1.FigureRow.key':
    'What `by` names: an id, a day, or a minute as an instant. Empty: of none of them.',
  'tianjian.livestream.v1.Figures':
    'What was watched, shown, sold and given back; each figure by one definition, all from the same facts.',
  'tianjian.livestream.v1.Figures.Definitions': 'What each figure means, in words, with what it is divided by what.',
  'tianjian.livestream.v1.Figures.Note':
    'What pages tell of cards that were seen and clicked; told twice it counts once. Says nothing of who it is. Problems: not_found, request.invalid.',
  'tianjian.livestream.v1.Figures.Read':
    'Of the whole company, or of what the filters leave, in total and by what `by` names. The rows add up to the total wherever money is concerned. Problems: not_found, request.invalid.',
  'tianjian.livestream.v1.FiguresAnswer.rows': 'At most 2,000; the most sold first, days and minutes in their order.',
  'tianjian.livestream.v1.FlashOffer.status': 'STARTING, OPEN, STOPPING, CLOSED',
  'tianjian.livestream.v1.GetRoomState.whole':
    'Of every SKU of the bag; else of those on the table: what is pinned and what the flash offer sells.',
  'tianjian.livestream.v1.HoldRecording.held': 'False: lets go of it.',
  'tianjian.livestream.v1.HoldRecording.hold_id': 'Made by the client.',
  'tianjian.livestream.v1.HoldRecording.reason': 'For the record.',
  'tianjian.livestream.v1.IssueStreamKey.device': "What the caller's phone or computer calls itself, for the record.",
  'tianjian.livestream.v1.IssueStreamKey.key_id': 'Made by the client.',
  'tianjian.livestream.v1.LikeSession.likes': '1 to 50.',
  'tianjian.livestream.v1.LikedSession': 'How many there are by now, everybody in the room is told.',
  'tianjian.livestream.v1.Likes': 'What viewers give away for nothing.',
  'tianjian.livestream.v1.Likes.Like':
    'Counts likes that a thumb gathered, in a session on air; no more than ten for each second since the last ones. Safe to repeat by likes_id. Problems: request.invalid, not_found, session.not_live.',
  'tianjian.livestream.v1.ListAccounts.page_size': '1 to 100, 20 if absent.',
  'tianjian.livestream.v1.ListCompanySessions.account_id': 'Empty: of all accounts.',
  'tianjian.livestream.v1.ListCompanySessions.page_size': '1 to 100, 20 if absent.',
  'tianjian.livestream.v1.ListCompanySessions.status': 'Absent: in whatever state.',
  'tianjian.livestream.v1.ListLiveSessions.status': 'Empty: LIVE.',
  'tianjian.livestream.v1.ListModerationActs.live_session_id': 'Empty: all of the company.',
  'tianjian.livestream.v1.ListRecordings.live_session_id': 'Empty: of all.',
  'tianjian.livestream.v1.ListRecordings.page_size': '1 to 100, 20 if absent.',
  'tianjian.livestream.v1.LiveSession.pinned_sku_id': 'Empty: nothing is pinned.',
  'tianjian.livestream.v1.LiveSession.stream': 'Absent: nobody was given a key to stream it here.',
  'tianjian.livestream.v1.LiveSessions': 'A live session from plan to end: bag, pin, flash offer.',
  'tianjian.livestream.v1.LiveSessions.AccountSales': 'The same for all sessions of an account. Problems: not_found.',
  'tianjian.livestream.v1.LiveSessions.End':
    'Goes off air; ends the flash offer too. Safe to repeat. Problems: not_found, session.not_live.',
  'tianjian.livestream.v1.LiveSessions.Get': 'Problems: not_found.',
  'tianjian.livestream.v1.LiveSessions.List':
    'Newest first, each with 6 SKUs of its bag at the most, the pinned one among them. No drafts. Problems: request.invalid.',
  'tianjian.livestream.v1.LiveSessions.ListOfCompany':
    "All of the company's, drafts and those that are over among them: what is on air first, then what is announced, the next first, then drafts, then what is over, the newest first. With 6 SKUs of each bag at the most. Problems: request.invalid.",
  'tianjian.livestream.v1.LiveSessions.ListOfLot':
    'Sessions in which pieces of a lot were bought and paid, the latest first, at most 10. None of a lot that nobody has. Problems: request.invalid.',
  'tianjian.livestream.v1.LiveSessions.OpenFlashOffer':
    "Opens the session's one flash offer. Safe to repeat by offer_id. Problems: not_found, session.not_live, offer.another_open, stock.sold_out, request.invalid, request.repeated_differently.",
  'tianjian.livestream.v1.LiveSessions.Pin':
    'Shows one SKU of the bag on top; empty unpins. Problems: not_found, session.not_live, stock.sold_out, price.expired, request.invalid.',
  'tianjian.livestream.v1.LiveSessions.Sales': 'Counted from events. Problems: not_found.',
  'tianjian.livestream.v1.LiveSessions.Save': 'Problems: request.invalid, not_found, session.not_open.',
  'tianjian.livestream.v1.LiveSessions.SetBag':
    'Replaces the bag (at most 500 SKUs). Problems: request.invalid, not_found, session.not_open.',
  'tianjian.livestream.v1.LiveSessions.Start':
    'Goes on air. Safe to repeat. Problems: not_found, session.not_open, account.on_air.',
  'tianjian.livestream.v1.LiveSessions.StopFlashOffer': 'Safe to repeat. Problems: not_found.',
  'tianjian.livestream.v1.LiveSessions.TakeOverPast':
    'Sessions that were over before they were kept here. Safe to repeat. Problems: request.invalid.',
  'tianjian.livestream.v1.MetricDefinition.metric': 'The field of the figures that it defines, such as "gpmViewFen".',
  'tianjian.livestream.v1.MetricDefinition.numerator': 'Of a ratio: the figures it is made of.',
  'tianjian.livestream.v1.MetricDefinition.unit': 'fen, orders, people, pieces, views, seconds',
  'tianjian.livestream.v1.ModerationAct.kind':
    'CONFIGURE, MUTE, UNMUTE, BAN, LIFT_BAN, RETRACT, WITHDRAW, DISMISS, ADD_WORDS, REMOVE_WORDS',
  'tianjian.livestream.v1.ModerationAct.live_session_id': "Empty where it is the company's and no session's.",
  'tianjian.livestream.v1.ModerationAct.what':
    'What the speaker was called, the text of the line, the settings or the words, as they were.',
  'tianjian.livestream.v1.MuteSpeaker.for_s': 'Seconds, at most 86,400; 0: for the rest of the session.',
  'tianjian.livestream.v1.MuteSpeaker.reason': 'At most 100 characters; may be empty.',
  'tianjian.livestream.v1.NoteBeacons.beacons': 'At most 100.',
  'tianjian.livestream.v1.NoteBeacons.device_id': 'Of who is not signed in: what their browser calls itself.',
  'tianjian.livestream.v1.OfferCoupon.lasts_s': '10 to 86,400; no longer than the coupon itself.',
  'tianjian.livestream.v1.OfferCoupon.offer_id': 'Made by the client.',
  'tianjian.livestream.v1.PastSessionsTaken.taken': 'How many were not there before.',
  'tianjian.livestream.v1.PinSku.device': "What the caller's phone or computer calls itself, for the record.",
  'tianjian.livestream.v1.PinSku.price_fen':
    'The price the host shows; refused where another one is in force. 0: whichever is.',
  'tianjian.livestream.v1.PlanShift.ends_at': 'Not in it any more. At most 12 hours later.',
  'tianjian.livestream.v1.PlanShift.person_id': 'A seller or host of the company.',
  'tianjian.livestream.v1.PlanShift.stage_name': 'What viewers are told; at most 20 characters.',
  'tianjian.livestream.v1.ReadFigures.By.DAY': 'The day it was paid.',
  'tianjian.livestream.v1.ReadFigures.By.EPISODE': 'Each time a SKU was pinned.',
  'tianjian.livestream.v1.ReadFigures.By.MINUTE': 'The minute it was paid; of a session only.',
  'tianjian.livestream.v1.ReadFigures.Window': 'Which orders of a session count, by when they were placed.',
  'tianjian.livestream.v1.ReadFigures.Window.IN_LIVE': 'While it was on air.',
  'tianjian.livestream.v1.ReadFigures.Window.IN_REPLAY': 'From its end: what was bought in the replay.',
  'tianjian.livestream.v1.ReadFigures.Window.T0': 'From its start to the end of the day, in China, on which it ended.',
  'tianjian.livestream.v1.ReadFigures.Window.T30': 'The same with 30.',
  'tianjian.livestream.v1.ReadFigures.Window.T7': 'From its start until 7 times 24 hours after its end.',
  'tianjian.livestream.v1.ReadFigures.Window.WINDOW_UNSPECIFIED': 'All that were bought in it, whenever that was.',
  'tianjian.livestream.v1.ReadFigures.host_person_id': 'Who was on duty when the order was placed.',
  'tianjian.livestream.v1.ReadFigures.paid_from':
    'Days on which it was paid, YYYY-MM-DD in China, both inclusive, at most 400. Empty: of a session all of them, else the last 31.',
  'tianjian.livestream.v1.Recording.Integrity.BROKEN': 'See troubles.',
  'tianjian.livestream.v1.Recording.Integrity.OPEN': 'Still being recorded, or segments are on their way.',
  'tianjian.livestream.v1.Recording.Integrity.WHOLE': 'Each segment follows the one before it, up to the last.',
  'tianjian.livestream.v1.Recording.checked_at': 'When what is kept was last compared with what was recorded.',
  'tianjian.livestream.v1.Recording.removed_at': 'Absent: its bytes are kept.',
  'tianjian.livestream.v1.Recording.retain_until': 'Kept at least until then.',
  'tianjian.livestream.v1.Recording.sealed_at': 'Absent: still being recorded.',
  'tianjian.livestream.v1.Recording.sha256': 'Of the last link of the chain of its segments.',
  'tianjian.livestream.v1.Recording.title': "The session's.",
  'tianjian.livestream.v1.RecordingPage.next_page_token': 'Empty on the last page.',
  'tianjian.livestream.v1.Recordings': 'What was recorded of live sessions. The law wants it kept for three years.',
  'tianjian.livestream.v1.Recordings.Clips':
    "Each chapter of a session's replay as a film of its own, of the very pictures that were streamed, to be fetched with a link that is good for an hour. A chapter longer than ten minutes comes in several. Problems: not_found, also while there is nothing to be seen.",
  'tianjian.livestream.v1.Recordings.Hold':
    'Keeps a recording beyond its time, or lets go of it again. Who did and why stays known. Safe to repeat by hold_id. Problems: not_found, request.invalid, request.repeated_differently.',
  'tianjian.livestream.v1.Recordings.List': 'The latest first. Problems: request.invalid.',
  'tianjian.livestream.v1.Recordings.Replay':
    'What anybody may see of a session that is over, with a chapter for each time something was pinned. Problems: not_found, also while there is nothing to be seen.',
  'tianjian.livestream.v1.RefundCohort.rate_of_money_bp': 'In hundredths of a percent of paid_fen and of paid_orders.',
  'tianjian.livestream.v1.ReminderAnswer.Reminder.reached': 'Whether the phone was proved, so that it was sent at all.',
  'tianjian.livestream.v1.ReminderAnswer.Reminder.sent_at': 'Absent: not yet.',
  'tianjian.livestream.v1.ReminderAnswer.starts_at': 'Absent: not announced yet for a day.',
  'tianjian.livestream.v1.Reminders':
    'Reminders of announced sessions: a day before, ten minutes before, and when it is on air; each at most once for each viewer and session, by text message to a phone that was proved.',
  'tianjian.livestream.v1.Reminders.Calendar':
    'For calendars; the door gives it as a file at /api/live-sessions/{live_session_id}/calendar.ics. Problems: not_found.',
  'tianjian.livestream.v1.Reminders.Get': "The caller's own. Problems: not_found.",
  'tianjian.livestream.v1.Reminders.Subscribe':
    'Safe to repeat. Problems: not_found, session.not_open, reminder.too_many.',
  'tianjian.livestream.v1.Reminders.Unsubscribe': 'Safe to repeat. Problems: not_found.',
  'tianjian.livestream.v1.ReplayAnswer.chapters': 'In the order of time, 500 at the most.',
  'tianjian.livestream.v1.ReportLine.reason': 'At most 100 characters.',
  'tianjian.livestream.v1.ReportedLine.reasons': 'The latest ones, at most 5.',
  'tianjian.livestream.v1.RevokeStreamKeys.up_to_serial':
    'Up to and including the key of this serial. 0: all there are.',
  'tianjian.livestream.v1.Room': 'The room of a live session as gateways show it to viewers: docs/room-protocol.md.',
  'tianjian.livestream.v1.Room.Since':
    'The facts after one of them, in order and without a hole, 500 at the most. Problems: not_found.',
  'tianjian.livestream.v1.Room.Snapshot': 'All of it, as of the last fact. Problems: not_found.',
  'tianjian.livestream.v1.Room.State': 'What changes all the time, and how far the facts are. Problems: not_found.',
  'tianjian.livestream.v1.RoomFact.at': 'Server time of the commit, ms.',
  'tianjian.livestream.v1.RoomFact.kind': 'PINNED, FLASH_OPENED, ...',
  'tianjian.livestream.v1.RoomFacts.seq': 'Of the last fact there is, whether it is among these or not.',
  'tianjian.livestream.v1.RoomLine': 'A line as frames of the room have it.',
  'tianjian.livestream.v1.RoomLine.at': 'ms',
  'tianjian.livestream.v1.RoomLine.by': "The speaker's id.",
  'tianjian.livestream.v1.RoomLine.role': '"host", "moderator", or empty for a viewer.',
  'tianjian.livestream.v1.RoomSnapshot.bag_version': 'The seq of the last fact that changed the bag.',
  'tianjian.livestream.v1.RoomSnapshot.chat': 'The last 30 lines of the chat, oldest first.',
  'tianjian.livestream.v1.RoomSnapshot.epoch':
    'Changes only where facts could have been lost, so that numbers are given again.',
  'tianjian.livestream.v1.RoomSnapshot.seq': 'Of the last fact.',
  'tianjian.livestream.v1.RoomSnapshot.silenced': 'Who may not write just now, the latest 500.',
  'tianjian.livestream.v1.RoomSnapshot.standing': 'The last facts of kinds that stay in force.',
  'tianjian.livestream.v1.RoomState.flash_offer_id': 'Empty: no flash offer runs.',
  'tianjian.livestream.v1.RotateStreamKey.grace_s': '0 to 3600.',
  'tianjian.livestream.v1.SalesFigures.gmv_net_fen': 'The same less what went back.',
  'tianjian.livestream.v1.SalesFigures.gmv_paid_fen': 'What buyers paid, freight included.',
  'tianjian.livestream.v1.SaveAccount.platform': 'Where it streams: tianjian, douyin, kuaishou, ...',
  'tianjian.livestream.v1.SayLine.device_id': 'What the client keeps for its device; only a digest of it is stored.',
  'tianjian.livestream.v1.SayLine.line_id': 'Made by the client.',
  'tianjian.livestream.v1.SayLine.name':
    'What the caller is called in this room, at most 20 characters; empty: as before, else 观众 with four digits.',
  'tianjian.livestream.v1.SayLine.text':
    'At most 200 characters. What cannot be seen or turns the line around is taken out; line breaks become a space.',
  'tianjian.livestream.v1.SellingFigures.audience': 'Absent where it cannot be told apart: by host, by item, by time.',
  'tianjian.livestream.v1.SellingFigures.order_value_fen': 'Absent where nothing is there to divide by.',
  'tianjian.livestream.v1.SellingFigures.refunds':
    'Of the orders paid in this time: what had gone back after a day, after 7 and after 30.',
  'tianjian.livestream.v1.SessionShifts.duties':
    'The latest 500, the newest first. The first of them is who is on duty, if its ends_at is absent.',
  'tianjian.livestream.v1.SessionShifts.shifts': 'By when they start.',
  'tianjian.livestream.v1.SessionStanding.denied_below':
    'Keys with a lower serial are revoked; whoever streams with one is shown out.',
  'tianjian.livestream.v1.SessionStanding.kick_publish_id': 'Who is shown out whatever their key.',
  'tianjian.livestream.v1.SessionStanding.over': 'Nobody streams any more; whoever does is shown out.',
  'tianjian.livestream.v1.Shift.Status.KEPT': 'The person was on duty within it.',
  'tianjian.livestream.v1.Shift.Status.MISSED':
    'Fifteen minutes of it are over, or all of it, and the person was not there.',
  'tianjian.livestream.v1.Shifts':
    'Who hosts a session: as planned (shifts), and as it was (duties). One person is on duty at a time, and who that was is known for every moment: orders are credited by it.',
  'tianjian.livestream.v1.Shifts.CheckIn':
    'A person who is on the plan, or a seller, goes on duty now. Whoever is on duty is relieved only if take_over says so. Safe to repeat by duty_id. Problems: not_found, session.not_open, shift.not_planned, shift.taken, access.denied, request.invalid, request.repeated_differently.',
  'tianjian.livestream.v1.Shifts.CheckOut':
    "Goes off duty: one's own, or any of them for a seller. Safe to repeat. Problems: not_found, access.denied.",
  'tianjian.livestream.v1.Shifts.Drop': 'Takes a shift off the plan. Safe to repeat. Problems: not_found.',
  'tianjian.livestream.v1.Shifts.List': 'The plan, and who was on duty. Problems: not_found.',
  'tianjian.livestream.v1.Shifts.Plan':
    'Plans when a person hosts, or changes the plan. Two shifts of a session never overlap. Problems: not_found, session.not_open, shift.overlaps, request.invalid.',
  'tianjian.livestream.v1.SilencedSpeaker.until': 'ms',
  'tianjian.livestream.v1.StandingAnswer.removed_live_session_ids':
    'Whose recordings on the asking edge are kept no longer: their bytes are to be deleted. Told to who asks only.',
  'tianjian.livestream.v1.Stream': 'Where a session is seen.',
  'tianjian.livestream.v1.Stream.State.LOST': 'The publisher is gone, and is waited for.',
  'tianjian.livestream.v1.Stream.State.NONE': 'Nobody has streamed yet.',
  'tianjian.livestream.v1.Stream.hls_url': 'LL-HLS. Empty until the first picture.',
  'tianjian.livestream.v1.Stream.replay_url': 'HLS of all of it. Empty until the recording is whole.',
  'tianjian.livestream.v1.StreamDesk.keys': 'The latest 100, the newest first.',
  'tianjian.livestream.v1.StreamDesk.person_id': 'Who streams, while somebody does.',
  'tianjian.livestream.v1.StreamDesk.troubles': 'The latest 100, the newest first.',
  'tianjian.livestream.v1.StreamKey.revoked': 'Opens no door any more.',
  'tianjian.livestream.v1.StreamKey.serial': 'Rises with each key of the session.',
  'tianjian.livestream.v1.StreamKeyAnswer.server_url': 'Where the publisher goes: the two fields of OBS …',
  'tianjian.livestream.v1.StreamKeyAnswer.stream_key': '… of which this is secret.',
  'tianjian.livestream.v1.StreamTrouble': 'Something somebody should know of.',
  'tianjian.livestream.v1.StreamTrouble.Kind.ACCOUNT_ON_AIR': 'The account was on air in another session.',
  'tianjian.livestream.v1.StreamTrouble.Kind.CHAIN_BROKEN': 'A segment does not follow the one before it.',
  'tianjian.livestream.v1.StreamTrouble.Kind.CHANGED': 'What is kept is not what was recorded.',
  'tianjian.livestream.v1.StreamTrouble.Kind.INCOMPLETE': 'Segments are missing.',
  'tianjian.livestream.v1.StreamTrouble.Kind.NO_SHOW':
    'Fifteen minutes after it was to begin, nobody had streamed or started it.',
  'tianjian.livestream.v1.StreamTrouble.Kind.UNREADABLE': 'What is kept could not be read.',
  'tianjian.livestream.v1.StreamTrouble.Kind.UNRECORDED': 'The edge showed what came, and had no room to keep it.',
  'tianjian.livestream.v1.StreamTrouble.times': 'How often, where it came again and again.',
  'tianjian.livestream.v1.StreamTrouble.words': 'Of the kind: how a publisher was denied, which segment.',
  'tianjian.livestream.v1.Streams': 'Who may stream a session, and what becomes of its stream.',
  'tianjian.livestream.v1.Streams.Get':
    'The stream, its keys (without what is secret of them) and what went wrong. Problems: not_found.',
  'tianjian.livestream.v1.Streams.IssueKey':
    'A key for the caller: who runs the session, is verified by the incubator, and is on the plan now (a quarter of an hour around the shift counts) or on duty; a seller also where nothing is planned. Makes the session READY. While somebody else streams, only with take_over, which shows them out. Safe to repeat by key_id. Problems: not_found, access.denied, session.not_open, host.unverified, stream.off_roster, stream.taken, stream.unavailable, account.on_air, request.invalid, request.repeated_differently.',
  'tianjian.livestream.v1.Streams.RevokeKeys':
    'Keys open no door any more, and whoever streams with one of them is shown out within a second. Safe to repeat. Problems: not_found, access.denied, request.invalid.',
  'tianjian.livestream.v1.Streams.RotateKey':
    'A new key in place of all earlier ones, which still open the door for the time of grace. Safe to repeat by key_id. Problems: not_found, access.denied, session.not_open, host.unverified, stream.off_roster, stream.taken, stream.unavailable, account.on_air, request.invalid, request.repeated_differently.',
  'tianjian.livestream.v1.Streams.Standing':
    'Which keys are denied, of all sessions that have keys or ended within the hour. Each media edge asks every five seconds, and hears of changes in between on the broker: the same message, with what changed only.',
  'tianjian.livestream.v1.TakeOverPastSessions.sessions': '1 to 500.',
  'tianjian.media.v1.PublishDenied':
    'A publisher was turned away. Told of sessions that are known, and of each reason once in ten seconds.',
  'tianjian.media.v1.PublishDenied.reason': 'FORGED, EXPIRED, REVOKED, OVER, IN_USE, SUPERSEDED, LIMIT, BAD_MEDIA.',
  'tianjian.media.v1.PublishEnded':
    'Nobody streams any more; the recording is sealed next. Not told of a publish that was taken over.',
  'tianjian.media.v1.PublishInterrupted': 'The publisher is gone; the stream waits a minute for its return.',
  'tianjian.media.v1.PublishStarted': 'The first picture is there.',
  'tianjian.media.v1.PublishStarted.play_url': 'Where viewers find it: its /index.m3u8 and /socket.',
  'tianjian.media.v1.PublishStarted.takes_over_publish_id':
    'Whom it took over from without a break, or within the minute: that publish has ended with it.',
  'tianjian.media.v1.RecordingSealed': 'The recording is whole.',
  'tianjian.media.v1.RecordingSealed.replay_url': 'Where it is replayed: its /index.m3u8.',
  'tianjian.media.v1.RecordingSealed.sha256': 'Hex: the last link of the chain.',
  'tianjian.media.v1.RecordingStopped':
    'What comes from now on is shown, but not kept; what was kept is sealed when the stream is over.',
  'tianjian.media.v1.RecordingStopped.reason': 'DISK_FULL, DISK_FAILED.',
  'tianjian.media.v1.SegmentSealed': 'A stretch of the recording is on the disk and will not change any more.',
  'tianjian.media.v1.SegmentSealed.discontinuity': 'The publisher was gone before it.',
  'tianjian.media.v1.SegmentSealed.generation':
    'Which initialization (codecs, sizes) it is played with, and the SHA-256 (hex) of that.',
  'tianjian.media.v1.SegmentSealed.n': '0, 1, 2 …',
  'tianjian.media.v1.SegmentSealed.prev_sha256':
    'The link of the chain before it; before the first one 64 zeros. Its own link is the SHA-256 (hex) of prev_sha256, init_sha256 and sha256, with a line feed between them.',
  'tianjian.media.v1.SegmentSealed.sha256': 'Hex; of its bytes.',
  'tianjian.media.v1.SegmentSealed.starts_at': "By the server's clock, of its first picture.",
  'tianjian.media.v1.StreamChanged':
    'What a media edge tells: who streams, and what was recorded. One message for all of it, so that it is heard in the order it happened in.',
  'tianjian.media.v1.StreamChanged.company_id':
    'Whose key it was. Empty where a publisher was denied whose key proves nothing.',
  'tianjian.media.v1.StreamChanged.publish_id':
    'One publisher in one recording: the same over interruptions, another when somebody else takes over.',
  'tianjian.media.v1.StreamChanged.recording_id': "One session's recording on one edge.",
  'tianjian.media.v1.StreamChanged.seq': 'Rises with each message of an edge.',
  'tianjian.media.v1.StreamEnd.BAD_MEDIA': 'Something other than H.264 with AAC, or no picture, or garbage.',
  'tianjian.media.v1.StreamEnd.KICKED': 'Its key was revoked, or it was shown out.',
  'tianjian.media.v1.StreamEnd.LIMIT': 'It sent more than is allowed, or there is no room for its recording.',
  'tianjian.media.v1.StreamEnd.LOST': 'It fell silent, or its line broke, or the edge was stopped.',
  'tianjian.media.v1.StreamEnd.STOPPED': 'The publisher said goodbye.',
  'tianjian.orders.v1.AskRefund.photo_keys':
    "The blobKeys of the buyer's own uploads: pictures that show what is wrong with the goods.",
  'tianjian.orders.v1.AskedLine': 'Either whole pieces, at what was paid for them, or an amount of money.',
  'tianjian.orders.v1.BeginOrderExport.addresses':
    'Names, phones and addresses of buyers too. For sellers; each is written down as looked at.',
  'tianjian.orders.v1.BeginOrderExport.export_id': 'Made by the client.',
  'tianjian.orders.v1.BeginOrderExport.status': 'Which orders, as where they are listed.',
  'tianjian.orders.v1.Carrier.tracking_shape': 'The shape of its tracking numbers, as a regular expression.',
  'tianjian.orders.v1.CarrierWordTaken.shipments': 'How many parcels it was about.',
  'tianjian.orders.v1.Cart.goods_fen': 'What can be ordered now, before freight and coupons.',
  'tianjian.orders.v1.Cart.notice': 'For the buyer, where there is something to say before ordering.',
  'tianjian.orders.v1.Cart.orders':
    'How many orders these lines become: one for each company that has something to order, and one for each harvest to come.',
  'tianjian.orders.v1.CartLine.State.AVAILABLE': 'All pieces can be promised now.',
  'tianjian.orders.v1.CartLine.State.GONE': 'Not on sale any more.',
  'tianjian.orders.v1.CartLine.State.SHORT': 'Some can: see available.',
  'tianjian.orders.v1.CartLine.pre_sale': 'Absent: ready to be sent.',
  'tianjian.orders.v1.CartLine.price_fen': 'The list price now; of what is gone, the last one seen.',
  'tianjian.orders.v1.CartLine.price_when_put_fen': 'The list price when the line was put.',
  'tianjian.orders.v1.Carts':
    "What a buyer means to order. A person's cart is the same on all their devices. Before signing in a client keeps a cart under an id it made: whoever knows that id has that cart. It promises nothing: stock is held by POST /orders.",
  'tianjian.orders.v1.Carts.Get':
    'Lines by company, with prices and stock as of now. Problems: auth.required (no cart_id and nobody signed in).',
  'tianjian.orders.v1.Carts.Merge':
    "After signing in: moves the lines of the client's cart into the caller's. Of a SKU that is in both the larger quantity stays. Safe to repeat by merge_id. Problems: cart.full, request.repeated_differently.",
  'tianjian.orders.v1.Carts.PutLine':
    'Puts so many pieces of a SKU into the cart, in place of what was there. Problems: auth.required, not_found, cart.full, request.invalid, unavailable.',
  'tianjian.orders.v1.Carts.RemoveLines':
    'Takes lines out, those just ordered for instance. Safe to repeat. Problems: auth.required, request.invalid.',
  'tianjian.orders.v1.CompanyInCart.goods_fen': 'What can be ordered now, before freight and coupons.',
  'tianjian.orders.v1.DecideRefund.reason': 'Needed when declining.',
  'tianjian.orders.v1.Discount.off_freight': "Off the line's part of the freight, not off its goods.",
  'tianjian.orders.v1.Discount.payer': 'company, platform, fund',
  'tianjian.orders.v1.DisputeMoved':
    "A buyer's bank took money back until it is decided (HELD), gave it back (WON) or kept it (LOST).",
  'tianjian.orders.v1.DisputeMoved.fee_fen': 'HELD: what the provider takes for it; WON: what it gives back of that.',
  'tianjian.orders.v1.Fulfilment':
    "From a paid order to the buyer's hands: picked, packed, shipped, delivered, completed.",
  'tianjian.orders.v1.Fulfilment.BeginPacking':
    'Packing begins: from now on the seller decides on refunds. Safe to repeat. Problems: not_found, order.not_packable.',
  'tianjian.orders.v1.Fulfilment.Confirm':
    'The buyer has everything: the order is completed. Safe to repeat. Without it an order is completed 7 days after its last parcel was delivered, or 15 days after it left. Problems: not_found, order.not_shipped.',
  'tianjian.orders.v1.Fulfilment.CorrectTracking':
    'The number was mistyped, or the parcel went by another carrier; what stood there is kept. Safe to repeat. Problems: not_found, request.invalid.',
  'tianjian.orders.v1.Fulfilment.GetPickList':
    'What has to be fetched from the store for the oldest paid orders: by SKU and lot, first expiring first. Problems: request.invalid, unavailable.',
  'tianjian.orders.v1.Fulfilment.GetTonnage':
    'What was sold and kept, in grams: of goods by weight what they weighed, of others what a piece weighs. Problems: request.invalid.',
  'tianjian.orders.v1.Fulfilment.ListCarriers': 'Who carries parcels.',
  'tianjian.orders.v1.Fulfilment.ListOverdue':
    'Paid orders that should have left by now, the longest waiting first; of pre-sales those whose last day is at most three days away: after it the money goes back by itself.',
  'tianjian.orders.v1.Fulfilment.MarkDelivered':
    'The parcel arrived. Safe to repeat: the first word counts. Problems: not_found.',
  'tianjian.orders.v1.Fulfilment.Reallocate':
    'Pieces of a line go out of another lot than was held: the stock moves, and the farmer whose lot goes out is owed instead. Safe to repeat by reallocation_id. Problems: not_found, order.not_packable, line.weighed, reallocation.too_many, stock.sold_out, lot.not_sellable, request.invalid, request.repeated_differently, unavailable.',
  'tianjian.orders.v1.Fulfilment.Ship':
    'A parcel leaves, with all or some of an order. Begins packing where nobody said so. Safe to repeat by shipment_id. Problems: not_found, order.not_packable, shipment.too_many, line.not_weighed, request.invalid, request.repeated_differently.',
  'tianjian.orders.v1.Fulfilment.TakeCarrierWord':
    'A carrier says that a parcel arrived. Safe to repeat; a number that nobody shipped under changes nothing.',
  'tianjian.orders.v1.Fulfilment.Weigh':
    'Goods by weight are weighed: they cost what they weigh, at most what was paid, and the rest goes back to the buyer at once, with the freight that a lighter parcel costs less. Begins packing. Each line once, and before it is shipped. Safe to repeat by weighing_id. Problems: not_found, order.not_packable, line.weighed, refund.undecided, refund.too_many, request.invalid, request.repeated_differently, unavailable.',
  'tianjian.orders.v1.GetCart.cart_id': "The client's own cart; empty: the caller's.",
  'tianjian.orders.v1.GetPickListRequest.orders': 'How many orders, the oldest first: 1 to 500; absent: 100.',
  'tianjian.orders.v1.GetTonnageRequest.paid_from':
    'Days on which it was paid, YYYY-MM-DD in China, both inclusive; at most 366 days.',
  'tianjian.orders.v1.LineAsWeighed.back_fen': 'What goes back to the buyer of it.',
  'tianjian.orders.v1.LineAsWeighed.line': 'The pieces that were not given up before, as if they had been sold so.',
  'tianjian.orders.v1.LineOfLot.pieces': 'Of this lot; the line may have more from others.',
  'tianjian.orders.v1.LineOnScale':
    'All pieces of a line that still must leave, on the scale together: net, without box and wrapping.',
  'tianjian.orders.v1.LineReallocated': 'Pieces of a paid line went out of another lot than was held.',
  'tianjian.orders.v1.LineReallocated.allocations':
    'Where all pieces of the line that were not refunded come from by now.',
  'tianjian.orders.v1.LineReallocated.from': 'The pieces that moved, as they were held and as they go out.',
  'tianjian.orders.v1.LineWeight': 'What a line was found to weigh when it was packed.',
  'tianjian.orders.v1.LineWeight.charged_fen': 'What they cost: by their grams, at most what was paid for.',
  'tianjian.orders.v1.LineWeight.given_away_fen':
    'What the company gives away, for no more can be taken than was paid for.',
  'tianjian.orders.v1.LineWeight.pieces': 'The pieces that were weighed, and what they weigh together.',
  'tianjian.orders.v1.LinesOfLot.next_page_token': 'Empty on the last page.',
  'tianjian.orders.v1.LinesOfLot.reach': 'Of all lines, on every page.',
  'tianjian.orders.v1.ListCompanyOrders.placed_from':
    'Days on which it was placed, YYYY-MM-DD in China, both inclusive.',
  'tianjian.orders.v1.ListCompanyOrders.q':
    "An order's id, the buyer's whole phone number, or words of a line's title.",
  'tianjian.orders.v1.ListCompanyOrders.status': 'Empty: all.',
  'tianjian.orders.v1.ListLinesOfLot.page_size': '1 to 100, 20 if absent.',
  'tianjian.orders.v1.LotReach.unshipped_orders':
    "Orders with lines that have not left altogether, paid or about to be, and the lot's pieces in those lines.",
  'tianjian.orders.v1.MergeCart.merge_id': 'Made by the client.',
  'tianjian.orders.v1.Order.discount_fen': 'Taken off goods and freight by coupons.',
  'tianjian.orders.v1.Order.in_replay': "Bought in the session's replay.",
  'tianjian.orders.v1.Order.packed_at': 'Absent until packing began.',
  'tianjian.orders.v1.Order.pre_sale': 'Absent: of goods that were ready.',
  'tianjian.orders.v1.Order.shipping_address': 'Masked for everyone but the buyer and who packs.',
  'tianjian.orders.v1.OrderCancelled': 'The buyer changed their mind before paying.',
  'tianjian.orders.v1.OrderExpired':
    'Its time ran out unpaid, and the provider confirmed that nothing can come any more.',
  'tianjian.orders.v1.OrderExport.Status.FAILED': 'Begin another one.',
  'tianjian.orders.v1.OrderExport.expires_at': 'Then it is deleted.',
  'tianjian.orders.v1.OrderExport.rows_done': 'Of rows_total, how many are written. The total is known once it runs.',
  'tianjian.orders.v1.OrderExport.url':
    'Where it is fetched, for a quarter of an hour: ask again for another one. Only when it is DONE.',
  'tianjian.orders.v1.OrderExports':
    "A company's orders as a table, for its own books: made in the background, fetched when it is done.",
  'tianjian.orders.v1.OrderExports.Begin':
    'Begins a table of orders, a row for each line. Safe to repeat by export_id. Problems: access.denied (addresses are for sellers), request.invalid, request.repeated_differently, export.too_many.',
  'tianjian.orders.v1.OrderExports.Get':
    'How far it is and where it is fetched, for whoever began it. Problems: not_found.',
  'tianjian.orders.v1.OrderLine.by_weight':
    'Of goods by weight: price_fen and amount_fen are the most that the pieces may cost. Absent: sold by the piece.',
  'tianjian.orders.v1.OrderLine.cash_fen': 'What was paid for it, its part of the freight included.',
  'tianjian.orders.v1.OrderLine.discounts': 'Its part of what each coupon took off.',
  'tianjian.orders.v1.OrderLine.refunded_quantity':
    'Pieces given up for money, and all money that has gone back or is on its way.',
  'tianjian.orders.v1.OrderPaid':
    "The buyer's money is certain. Carries all that has to be split, counted and taken off the stock.",
  'tianjian.orders.v1.OrderPaid.cash_fen': 'Lines and freight: what the buyer paid.',
  'tianjian.orders.v1.OrderPaid.placed_at':
    'Who hosted and what was shown at that moment is credited with it. Absent from orders of before it was told.',
  'tianjian.orders.v1.OrderPlaced': 'An order exists; its hold is its own now.',
  'tianjian.orders.v1.OrderRefunded': 'Money of a paid order is back with the buyer: all of it, or a part.',
  'tianjian.orders.v1.OrderRefunded.kind': 'What it was for. WEIGHED: shares had moved when the goods were weighed.',
  'tianjian.orders.v1.OrderRefunded.lines': 'Which lines gave how much; empty: all in proportion.',
  'tianjian.orders.v1.OrderWeighed':
    "Goods of a paid order were weighed: what its lines are by now. What is too much of the buyer's money is on its way back.",
  'tianjian.orders.v1.Orders': "A buyer's promise and its end.",
  'tianjian.orders.v1.Orders.Cancel':
    'The buyer changes their mind before paying. Problems: not_found, order.not_payable.',
  'tianjian.orders.v1.Orders.Get': "For its buyer, its company and that company's mentors. Problems: not_found.",
  'tianjian.orders.v1.Orders.ListMine': "The caller's own orders, newest first.",
  'tianjian.orders.v1.Orders.PayAgain':
    'Asks for another payment after one failed. Safe to repeat by payment_id. Problems: not_found, order.expired, order.not_payable, request.invalid, request.repeated_differently.',
  'tianjian.orders.v1.Orders.Place':
    "Places an order: holds stock, fixes prices and the split rule, asks the provider for a payment. The checkout_id is the buyer's key: repeated, it gets the first answer, for ever. Problems: stock.sold_out, checkout.changed, price.changed, order.several_companies, offer.limit_reached, freight.region_refused, coupon.refused, not_found, request.invalid, unavailable.",
  'tianjian.orders.v1.Orders.WhichPlaced': 'Which of these checkouts have an order, before their holds are freed.',
  'tianjian.orders.v1.OverdueOrder.due_at': 'When it should have left.',
  'tianjian.orders.v1.OverdueOrder.ship_by': 'Of a pre-sale: YYYY-MM-DD, the last day on which it leaves.',
  'tianjian.orders.v1.PaidLine.cash_fen': 'gross - discounts + freight.',
  'tianjian.orders.v1.PaidLine.freight_fen': "The line's share of the order's freight, by gross grams.",
  'tianjian.orders.v1.PaidLine.gross_fen': 'Before discounts.',
  'tianjian.orders.v1.PastLine.price_fen': 'Of one piece, as it was sold.',
  'tianjian.orders.v1.PastOrder.lines': 'Each SKU once.',
  'tianjian.orders.v1.PastOrder.live_session_id': 'Empty: not sold in a live session.',
  'tianjian.orders.v1.PastOrders': "What a company sold before its orders were kept here: its former shop's export.",
  'tianjian.orders.v1.PastOrders.TakeOver':
    'Takes over orders that are over: paid, sent, received. Their pieces leave the stock, their money is split by the rule in force now and stands in the ledger as of now; what is told of the buyer is sealed like every address. All or none of them; safe to repeat by order_id. Problems: request.invalid, not_found, stock.sold_out, request.repeated_differently, unavailable.',
  'tianjian.orders.v1.PastOrdersTaken.taken': 'How many were not there before.',
  'tianjian.orders.v1.PastPayment': "All of an order's money, as its provider has it.",
  'tianjian.orders.v1.PastPayment.ref': "The provider's own id.",
  'tianjian.orders.v1.Payment.client_secret': "For the provider's own form; only for the buyer, absent while CREATING.",
  'tianjian.orders.v1.PaymentFeeKnown':
    'What a payment provider took for a payment, from its own account of our money.',
  'tianjian.orders.v1.PaymentFeeKnown.estimated': "The order's split reckoned with it; of stray money nobody did.",
  'tianjian.orders.v1.PaymentFeeKnown.fee_id': "Of the provider's line.",
  'tianjian.orders.v1.Payments': 'Money from outside.',
  'tianjian.orders.v1.Payments.PlayWallet':
    "Plays the buyer's wallet; with the sandbox provider only. Problems: not_found, order.not_payable, request.invalid, unavailable.",
  'tianjian.orders.v1.Payments.TakeWebhook':
    "A provider's call, as it came: verified here, stored, then 200. Problems: webhook.refused.",
  'tianjian.orders.v1.PickList.items': 'In the order in which they expire, then by SKU.',
  'tianjian.orders.v1.PickList.orders': 'How many orders these are for, and whether more wait.',
  'tianjian.orders.v1.PiecesGivenUp': 'Pieces of a paid order that were never shipped go back to their lots.',
  'tianjian.orders.v1.PlaceOrder.agrees_no_return':
    'The buyer was told, and agrees, that fresh and made-to-order goods among these are not taken back. Without it they may be returned within seven days like everything else.',
  'tianjian.orders.v1.PlaceOrder.coupon_codes': 'At most four; which of them stack stands in the docs.',
  'tianjian.orders.v1.PlaceOrder.expected_total_fen': 'What the buyer saw; absent: whatever it costs now.',
  'tianjian.orders.v1.PreSaleOrder': 'Goods that were not harvested when they were ordered.',
  'tianjian.orders.v1.PreSaleOrder.State.READY': 'It is there, and can be packed.',
  'tianjian.orders.v1.PreSaleOrder.State.SHORT': 'The harvest was too small: the money goes back.',
  'tianjian.orders.v1.PreSaleOrder.State.WAITING': 'The harvest is to come.',
  'tianjian.orders.v1.PreSaleOrder.expected_on': 'YYYY-MM-DD',
  'tianjian.orders.v1.PreSaleOrder.ship_by': 'The last day on which it leaves; after it the money goes back by itself.',
  'tianjian.orders.v1.ProviderBalanceTold':
    'What a provider keeps for us of each of these orders, by its own account, long enough after the last that happened.',
  'tianjian.orders.v1.PutCartLine.quantity': '1 to 9,999 whole pieces.',
  'tianjian.orders.v1.Reallocation.allocations': "Where the line's pieces come from by now.",
  'tianjian.orders.v1.Recalls': 'Who got what of a lot.',
  'tianjian.orders.v1.Recalls.ListLines':
    'Every line that pieces of the lot were promised to, but for orders that came to nothing, oldest order first. Problems: request.invalid.',
  'tianjian.orders.v1.Recalls.RefundUnpacked':
    'Pays back what was paid for lines that have pieces of the lot, in paid orders that nobody has begun to pack: such a line as a whole, so that no piece of the lot is shipped with it. At most 20 orders at once: ask again while some are left. Safe to repeat. Problems: request.invalid.',
  'tianjian.orders.v1.Refund.Kind.CANCELLATION': 'Pieces given up before anybody packed them.',
  'tianjian.orders.v1.Refund.Kind.CLAIM': 'Something is wrong with what was delivered.',
  'tianjian.orders.v1.Refund.Kind.PRE_SALE':
    'The harvest was smaller than what was promised of it, or did not come in time.',
  'tianjian.orders.v1.Refund.Kind.RECALL': 'The lot was recalled.',
  'tianjian.orders.v1.Refund.Kind.REQUEST': 'Asked for between packing and delivery.',
  'tianjian.orders.v1.Refund.Kind.RETURN': 'The goods go back within seven days.',
  'tianjian.orders.v1.Refund.Kind.STRAY': 'Money that came late, twice or in another amount.',
  'tianjian.orders.v1.Refund.Kind.WEIGHED': 'It weighed less than was paid for.',
  'tianjian.orders.v1.Refund.Status.FAILED':
    'The provider could not give it back; what it stood for may be asked for again.',
  'tianjian.orders.v1.Refund.Status.PENDING': 'On its way to the buyer.',
  'tianjian.orders.v1.Refund.Status.REQUESTED':
    'Somebody has to decide; of money that paid for nothing: it is about to go back.',
  'tianjian.orders.v1.Refund.approved_by_silence': 'What silence until then means.',
  'tianjian.orders.v1.Refund.decide_by':
    'Until then the company decides, or its silence does; absent when there is nothing to decide.',
  'tianjian.orders.v1.Refund.goods_sent_at': 'Of a return: when the buyer sent the goods back.',
  'tianjian.orders.v1.Refund.photo_urls':
    'Where the photos are seen, for a quarter of an hour; only where the refund itself is asked for.',
  'tianjian.orders.v1.RefundFailed':
    'Money that was said to be with the buyer is not: the provider failed the refund after all.',
  'tianjian.orders.v1.RefundFailed.live_session_id':
    'Empty where the refund was never counted there: money that had paid for nothing.',
  'tianjian.orders.v1.RefundLinesOfLot.reason': 'Shown to the buyers.',
  'tianjian.orders.v1.RefundedLine.quantity': 'Pieces given up; 0: money only.',
  'tianjian.orders.v1.RefundedLinesOfLot.left_orders': 'Still to be paid back.',
  'tianjian.orders.v1.RefundedLinesOfLot.refunded_orders': 'Now.',
  'tianjian.orders.v1.Refunds': 'After the sale: money back to the buyer, and who decides.',
  'tianjian.orders.v1.Refunds.Ask':
    'The buyer asks for money back. Pieces that nobody has begun to pack are given up and paid back at once; after that the company decides, and its silence is a decision too. Safe to repeat by refund_id. Problems: not_found, order.not_refundable, refund.too_much, refund.too_many, refund.too_late, refund.photos_needed, request.invalid, request.repeated_differently.',
  'tianjian.orders.v1.Refunds.Decide':
    "A seller of the company agrees or declines; not the buyer's own. Safe to repeat. Problems: not_found, access.denied, refund.decided, refund.goods_missing, request.invalid.",
  'tianjian.orders.v1.Refunds.Get': 'For the buyer, the company and its mentors. Problems: not_found.',
  'tianjian.orders.v1.Refunds.ListOpen': "What waits for the company's decision, the longest first.",
  'tianjian.orders.v1.Refunds.SendGoodsBack':
    "The buyer has sent the goods of a return back: from now on the company's time to decide runs. Safe to repeat. Problems: not_found, refund.decided, request.invalid, request.repeated_differently.",
  'tianjian.orders.v1.Refunds.Withdraw':
    'The buyer asks no longer. Safe to repeat. Problems: not_found, refund.decided.',
  'tianjian.orders.v1.RemoveCartLines.sku_ids': '1 to 50.',
  'tianjian.orders.v1.ShipOrder.carrier': "A carrier's code, of ListCarriers.",
  'tianjian.orders.v1.StrayPaymentReceived':
    'Money arrived that belongs to no open promise (late after expiry, twice, or another amount). It waits in suspense until it is given back.',
  'tianjian.orders.v1.StrayPaymentReceived.reason': 'late, double, mismatch',
  'tianjian.orders.v1.StrayPaymentReturned': 'A stray payment went back to the buyer.',
  'tianjian.orders.v1.TakeOverPastOrders.orders': '1 to 500.',
  'tianjian.orders.v1.Webhook.body': 'As received, byte by byte.',
  'tianjian.orders.v1.WeighedLine.charged_fen': 'What the pieces cost now, before discounts.',
  'tianjian.orders.v1.WeighedLine.given_away_g':
    'Tell the packer: so much is given away, for no more can be taken than was paid for.',
  'tianjian.orders.v1.WeighedPrice': 'What goods by weight cost, before discounts.',
  'tianjian.orders.v1.WeighedPrice.estimated_fen': 'What all pieces cost if they weigh what they should.',
  'tianjian.orders.v1.WeighedPrice.piece_fen':
    'What a piece costs that weighs net_g grams, and the most that one may weigh.',
  'tianjian.orders.v1.WeighedPrice.weight': 'Absent until it is weighed.',
  'tianjian.orders.v1.Weighing.refund_fen': 'Goes back to the buyer; 0: nothing does, and there is no refund.',
  'tianjian.orders.v1.WhichPlacedAnswer.hold_ids': 'Those that an order has adopted.',
};
