import { Module } from '@nestjs/common';
import { GetLedgerStatementHandler } from './accounts/get-ledger-statement.js';
import { ListLedgerAccountsHandler } from './accounts/list-ledger-accounts.js';
import { FeePoster } from './journal/fee-poster.js';
import { OnDisputeMoved } from './journal/on-dispute-moved.js';
import { OnLineReallocated } from './journal/on-line-reallocated.js';
import { OnOrderWeighed } from './journal/on-order-weighed.js';
import { OnLotPacked } from './journal/on-lot-packed.js';
import { OnOrderPaid } from './journal/on-order-paid.js';
import { OnOrderRefunded } from './journal/on-order-refunded.js';
import { OnPaymentFeeKnown } from './journal/on-payment-fee-known.js';
import { OnProviderBalanceTold } from './journal/on-provider-balance-told.js';
import { OnPiecesGivenUp } from './journal/on-pieces-given-up.js';
import { OnRefundFailed } from './journal/on-refund-failed.js';
import { OnStrayPaymentReceived } from './journal/on-stray-payment-received.js';
import { OnStrayPaymentReturned } from './journal/on-stray-payment-returned.js';
import { OrderJournalsHandler } from './journal/order-journals.js';
import { ReallocationPoster } from './journal/reallocation-poster.js';
import { WeighingPoster } from './journal/weighing-poster.js';
import { RefundPoster } from './journal/refund-poster.js';
import { Sequencer } from './log/sequencer.js';
import { ApproveSplitRuleHandler } from './rules/approve-split-rule.js';
import { OnCompanyFounded } from './rules/on-company-founded.js';
import { ProposeSplitRuleHandler } from './rules/propose-split-rule.js';
import { RuleBook } from './rules/rule-book.js';

@Module({
  controllers: [
    ProposeSplitRuleHandler,
    ApproveSplitRuleHandler,
    OrderJournalsHandler,
    ListLedgerAccountsHandler,
    GetLedgerStatementHandler,
    OnCompanyFounded,
    OnLineReallocated,
    OnOrderWeighed,
    OnLotPacked,
    OnOrderPaid,
    OnOrderRefunded,
    OnRefundFailed,
    OnPiecesGivenUp,
    OnStrayPaymentReceived,
    OnStrayPaymentReturned,
    OnPaymentFeeKnown,
    OnDisputeMoved,
    OnProviderBalanceTold,
  ],
  providers: [RuleBook, ReallocationPoster, WeighingPoster, RefundPoster, FeePoster, Sequencer],
})
export class AttributionModule {}
