import { Module } from '@nestjs/common';
import { BlobsModule } from '#blobs/blobs.module.js';
import { SETTINGS } from '#service/settings.js';
import { Sealer } from './address/sealer.js';
import { ReadBalance } from './balance/read-balance.js';
import { WatchDisputes } from './disputes/watch-disputes.js';
import { CartView } from './cart/cart-view.js';
import { ForgetOldCarts } from './cart/forget-old-carts.js';
import { GetCartHandler } from './cart/get-cart.js';
import { MergeCartHandler } from './cart/merge-cart.js';
import { PutLineHandler } from './cart/put-line.js';
import { RemoveLinesHandler } from './cart/remove-lines.js';
import { AskRefundHandler } from './after-sale/ask-refund.js';
import { DecideForTheSilent } from './after-sale/decide-for-the-silent.js';
import { KeepPhotos } from './after-sale/keep-photos.js';
import { DecideRefundHandler } from './after-sale/decide-refund.js';
import { GetRefundHandler } from './after-sale/get-refund.js';
import { ListOpenRefundsHandler } from './after-sale/list-open-refunds.js';
import { SendGoodsBackHandler } from './after-sale/send-goods-back.js';
import { RefundAnswers } from './after-sale/refund-answers.js';
import { WithdrawRefundHandler } from './after-sale/withdraw-refund.js';
import { BeginExportHandler } from './exports/begin-export.js';
import { ExportBell } from './exports/export-bell.js';
import { ExportWorker } from './exports/export-worker.js';
import { ForgetExports } from './exports/forget-exports.js';
import { GetExportHandler } from './exports/get-export.js';
import { BeginPackingHandler } from './fulfilment/begin-packing.js';
import { ConfirmOrderHandler } from './fulfilment/confirm-order.js';
import { CorrectTrackingHandler } from './fulfilment/correct-tracking.js';
import { GetPickListHandler } from './fulfilment/get-pick-list.js';
import { ListCarriersHandler } from './fulfilment/list-carriers.js';
import { ListOverdueHandler } from './fulfilment/list-overdue.js';
import { MarkDeliveredHandler } from './fulfilment/mark-delivered.js';
import { MoveOrdersOn } from './fulfilment/move-orders-on.js';
import { ReallocateLineHandler } from './fulfilment/reallocate-line.js';
import { ReallocationDesk } from './fulfilment/reallocation-desk.js';
import { ShipOrderHandler } from './fulfilment/ship-order.js';
import { GetTonnageHandler } from './weighing/get-tonnage.js';
import { WeighLinesHandler } from './weighing/weigh-lines.js';
import { TakeCarrierWordHandler } from './fulfilment/take-carrier-word.js';
import { AlarmClock } from './orders/alarm-clock.js';
import { AttendOrders } from './orders/attend-orders.js';
import { CancelOrderHandler } from './orders/cancel-order.js';
import { GetOrderHandler } from './orders/get-order.js';
import { ListCompanyOrdersHandler } from './orders/list-company-orders.js';
import { ListMyOrdersHandler } from './orders/list-my-orders.js';
import { OrderEnd } from './orders/order-end.js';
import { PlaceDesk } from './orders/place-desk.js';
import { PlaceOrderHandler } from './orders/place-order.js';
import { WhichPlacedHandler } from './orders/which-placed.js';
import { TakeOverPastOrdersHandler } from './past/take-over-past-orders.js';
import { FinishPayments } from './payments/finish-payments.js';
import { OpenPayment } from './payments/open-payment.js';
import { PayAgainHandler } from './payments/pay-again.js';
import { PlayWalletHandler } from './payments/play-wallet.js';
import { ProcessEvents } from './payments/process-events.js';
import { chosenProvider } from './payments/chosen-provider.js';
import { PaymentProvider } from './payments/provider.js';
import { ReconcileSettled } from './payments/reconcile-settled.js';
import { Settle } from './payments/settle.js';
import { SweepEvents } from './payments/sweep-events.js';
import { TakeWebhookHandler } from './payments/take-webhook.js';
import { OnLotHarvested } from './presales/on-lot-harvested.js';
import { RefundPreSales } from './presales/refund-pre-sales.js';
import { ShareHarvests } from './presales/share-harvests.js';
import { ListLinesOfLotHandler } from './recalls/list-lines-of-lot.js';
import { RefundUnpackedHandler } from './recalls/refund-unpacked.js';
import { SendRefunds } from './refunds/send-refunds.js';
import { OnSplitRuleApproved } from './split-rules/on-split-rule-approved.js';
import { Steps } from './steps.js';

@Module({
  imports: [BlobsModule],
  controllers: [
    PlaceOrderHandler,
    GetOrderHandler,
    ListMyOrdersHandler,
    ListCompanyOrdersHandler,
    PayAgainHandler,
    CancelOrderHandler,
    WhichPlacedHandler,
    PlayWalletHandler,
    TakeWebhookHandler,
    GetCartHandler,
    PutLineHandler,
    RemoveLinesHandler,
    MergeCartHandler,
    AskRefundHandler,
    DecideRefundHandler,
    WithdrawRefundHandler,
    SendGoodsBackHandler,
    GetRefundHandler,
    ListOpenRefundsHandler,
    ListLinesOfLotHandler,
    GetPickListHandler,
    BeginPackingHandler,
    ReallocateLineHandler,
    ShipOrderHandler,
    WeighLinesHandler,
    GetTonnageHandler,
    CorrectTrackingHandler,
    MarkDeliveredHandler,
    ConfirmOrderHandler,
    ListCarriersHandler,
    ListOverdueHandler,
    TakeCarrierWordHandler,
    RefundUnpackedHandler,
    TakeOverPastOrdersHandler,
    BeginExportHandler,
    GetExportHandler,
    OnSplitRuleApproved,
    OnLotHarvested,
  ],
  providers: [
    AttendOrders,
    ExportWorker,
    ForgetExports,
    ForgetOldCarts,
    FinishPayments,
    MoveOrdersOn,
    ProcessEvents,
    ReconcileSettled,
    RefundPreSales,
    SendRefunds,
    ShareHarvests,
    SweepEvents,
    ReadBalance,
    WatchDisputes,
    DecideForTheSilent,
    KeepPhotos,
    RefundAnswers,

    AlarmClock,
    CartView,
    ExportBell,
    OpenPayment,
    OrderEnd,
    PlaceDesk,
    ReallocationDesk,
    Sealer,
    Settle,
    Steps,
    { provide: PaymentProvider, useFactory: chosenProvider, inject: [SETTINGS] },
  ],
})
export class OrdersModule {}
