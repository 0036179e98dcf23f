import { Module } from '@nestjs/common';
import { BlobsModule } from '#blobs/blobs.module.js';
import { ListCategoriesHandler } from './categories/list-categories.js';
import { SaveCategoriesHandler } from './categories/save-categories.js';
import { ClaimCouponHandler } from './coupons/claim-coupon.js';
import { CouponDesk } from './coupons/coupon-desk.js';
import { CreateCouponHandler } from './coupons/create-coupon.js';
import { CreateFundCouponHandler } from './coupons/create-fund-coupon.js';
import { CreatePlatformCouponHandler } from './coupons/create-platform-coupon.js';
import { EndCouponHandler } from './coupons/end-coupon.js';
import { EndPlatformCouponHandler } from './coupons/end-platform-coupon.js';
import { GetCouponHandler } from './coupons/get-coupon.js';
import { ListClaimedHandler } from './coupons/list-claimed.js';
import { ListCouponsHandler } from './coupons/list-coupons.js';
import { GetFreightTemplateHandler } from './freight/get-freight-template.js';
import { SaveFreightTemplateHandler } from './freight/save-freight-template.js';
import { HoldAgainHandler } from './holds/hold-again.js';
import { HoldDesk } from './holds/hold-desk.js';
import { LapseHolds } from './holds/lapse-holds.js';
import { OnOrderCancelled } from './holds/on-order-cancelled.js';
import { OnOrderExpired } from './holds/on-order-expired.js';
import { OnOrderPaid } from './holds/on-order-paid.js';
import { OnOrderPlaced } from './holds/on-order-placed.js';
import { QuoteAndHoldHandler } from './holds/quote-and-hold.js';
import { QuoteLinesHandler } from './holds/quote-lines.js';
import { AddImageHandler } from './images/add-image.js';
import { ArrangeImagesHandler } from './images/arrange-images.js';
import { RemoveImageHandler } from './images/remove-image.js';
import { AddCertificateHandler } from './lots/add-certificate.js';
import { ListCertificatesHandler } from './lots/list-certificates.js';
import { HoldPastSalesHandler } from './past/hold-past-sales.js';
import { RecallLotHandler } from './lots/recall-lot.js';
import { SaveLotHandler } from './lots/save-lot.js';
import { WithdrawCertificateHandler } from './lots/withdraw-certificate.js';
import { CloseFlashHandler } from './offers/close-flash.js';
import { CloseFlashOffersOver } from './offers/close-flash-offers-over.js';
import { OpenFlashHandler } from './offers/open-flash.js';
import { SetSessionOffersHandler } from './offers/set-session-offers.js';
import { DescribeLotsHandler } from './picking/describe-lots.js';
import { ListExpiringLotsHandler } from './picking/list-expiring-lots.js';
import { ListLowStockHandler } from './picking/list-low-stock.js';
import { ReallocatePiecesHandler } from './picking/reallocate.js';
import { HarvestPreSaleHandler } from './presales/harvest.js';
import { ListPreSalesHandler } from './presales/list.js';
import { OfferOfPreSaleHandler } from './presales/offer.js';
import { OpenPreSaleHandler } from './presales/open.js';
import { SettleHarvests } from './presales/settle-harvests.js';
import { GetProductHandler } from './products/get-product.js';
import { KeepSortKeys } from './products/keep-sort-keys.js';
import { ListProductsHandler } from './products/list-products.js';
import { SaveProductHandler } from './products/save-product.js';
import { LookHandler } from './shelf/look.js';
import { ShowLotsHandler } from './shelf/show-lots.js';
import { ShowHandler } from './shelf/show.js';
import { OnPiecesGivenUp } from './returns/on-pieces-given-up.js';
import { DescribeSkusHandler } from './skus/describe-skus.js';
import { SaveSkuHandler } from './skus/save-sku.js';
import { AdjustStockHandler } from './stock/adjust-stock.js';
import { GetSkuStockHandler } from './stock/get-sku-stock.js';
import { PackLotHandler } from './stock/pack-lot.js';
import { ListSuppliersHandler } from './suppliers/list-suppliers.js';
import { SaveSupplierHandler } from './suppliers/save-supplier.js';
import { ApplyImportHandler } from './tables/apply-import.js';
import { ExportTableHandler } from './tables/export-table.js';
import { ForgetImports } from './tables/forget-imports.js';
import { GetImportHandler } from './tables/get-import.js';
import { PreviewImportHandler } from './tables/preview-import.js';

@Module({
  imports: [BlobsModule],
  controllers: [
    // Products
    ListCategoriesHandler,
    ListProductsHandler,
    GetProductHandler,
    SaveProductHandler,
    SaveSkuHandler,
    DescribeSkusHandler,
    SaveCategoriesHandler,
    // Images
    AddImageHandler,
    ArrangeImagesHandler,
    RemoveImageHandler,
    // Stock
    SaveSupplierHandler,
    ListSuppliersHandler,
    SaveLotHandler,
    PackLotHandler,
    AdjustStockHandler,
    GetSkuStockHandler,
    // Lots
    AddCertificateHandler,
    WithdrawCertificateHandler,
    ListCertificatesHandler,
    RecallLotHandler,
    // PreSales
    OpenPreSaleHandler,
    OfferOfPreSaleHandler,
    HarvestPreSaleHandler,
    ListPreSalesHandler,
    // Tables
    ExportTableHandler,
    PreviewImportHandler,
    GetImportHandler,
    ApplyImportHandler,
    // Picking
    DescribeLotsHandler,
    ReallocatePiecesHandler,
    ListLowStockHandler,
    ListExpiringLotsHandler,
    // Holds
    QuoteLinesHandler,
    QuoteAndHoldHandler,
    HoldAgainHandler,
    HoldPastSalesHandler,
    // Freight
    GetFreightTemplateHandler,
    SaveFreightTemplateHandler,
    // Coupons
    CreateCouponHandler,
    CreateFundCouponHandler,
    CreatePlatformCouponHandler,
    ListCouponsHandler,
    EndCouponHandler,
    ListClaimedHandler,
    GetCouponHandler,
    ClaimCouponHandler,
    EndPlatformCouponHandler,
    // Offers
    SetSessionOffersHandler,
    OpenFlashHandler,
    CloseFlashHandler,
    // Shelf
    LookHandler,
    ShowHandler,
    ShowLotsHandler,
  ],
  providers: [
    HoldDesk,
    CouponDesk,
    // What orders tells
    OnOrderPlaced,
    OnOrderPaid,
    OnOrderExpired,
    OnOrderCancelled,
    OnPiecesGivenUp,
    // Sweepers
    LapseHolds,
    SettleHarvests,
    CloseFlashOffersOver,
    KeepSortKeys,
    ForgetImports,
  ],
})
export class CatalogModule {}
