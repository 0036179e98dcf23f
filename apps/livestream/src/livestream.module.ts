import { Module } from '@nestjs/common';
import { ListAccountsHandler } from './accounts/list-accounts.js';
import { SaveAccountHandler } from './accounts/save-account.js';
import { SetAccountOperatorsHandler } from './accounts/set-account-operators.js';
import { ChatModule } from './chat/chat.module.js';
import { GetDefinitionsHandler } from './figures/get-definitions.js';
import { HearViews } from './figures/hear-views.js';
import { NoteBeaconsHandler } from './figures/note-beacons.js';
import { ReadFiguresHandler } from './figures/read-figures.js';
import { CouponOffersModule } from './coupons/coupon-offers.module.js';
import { FlashOffers } from './flash/flash-offers.js';
import { OpenFlashOfferHandler } from './flash/open-flash-offer.js';
import { StopFlashOfferHandler } from './flash/stop-flash-offer.js';
import { LikeSessionHandler } from './likes/like-session.js';
import { GetSnapshotHandler } from './room/get-snapshot.js';
import { GetStateHandler } from './room/get-state.js';
import { ListFactsHandler } from './room/list-facts.js';
import { UnpinSoldOut } from './room/unpin-sold-out.js';
import { TakeOverPastSessionsHandler } from './past/take-over-past-sessions.js';
import { GetCalendarHandler } from './reminders/get-calendar.js';
import { GetRemindersHandler } from './reminders/get-reminders.js';
import { SendReminders } from './reminders/send-reminders.js';
import { SubscribeHandler } from './reminders/subscribe.js';
import { UnsubscribeHandler } from './reminders/unsubscribe.js';
import { WriteReminders } from './reminders/write-reminders.js';
import { AccountSalesHandler } from './sales/account-sales.js';
import { OnOrderPaid } from './sales/on-order-paid.js';
import { OnOrderRefunded } from './sales/on-order-refunded.js';
import { OnRefundFailed } from './sales/on-refund-failed.js';
import { GetReplayHandler } from './recordings/get-replay.js';
import { HoldRecordingHandler } from './recordings/hold-recording.js';
import { LateRecordings } from './recordings/late-recordings.js';
import { ListClipsHandler } from './recordings/list-clips.js';
import { ListRecordingsHandler } from './recordings/list-recordings.js';
import { RecheckRecordings } from './recordings/recheck-recordings.js';
import { RemoveRecordings } from './recordings/remove-recordings.js';
import { Replays } from './recordings/replays.js';
import { ListSessionsOfLotHandler } from './sales/list-sessions-of-lot.js';
import { SessionSalesHandler } from './sales/session-sales.js';
import { EndSessionHandler } from './sessions/end-session.js';
import { GetSessionHandler } from './sessions/get-session.js';
import { ListCompanySessionsHandler } from './sessions/list-company-sessions.js';
import { ListSessionsHandler } from './sessions/list-sessions.js';
import { PinSkuHandler } from './sessions/pin-sku.js';
import { SaveSessionHandler } from './sessions/save-session.js';
import { SessionViews } from './sessions/session-views.js';
import { SetBagHandler } from './sessions/set-bag.js';
import { StartSessionHandler } from './sessions/start-session.js';
import { ToldOffers } from './sessions/told-offers.js';
import { CheckInHandler } from './shifts/check-in.js';
import { CheckOutHandler } from './shifts/check-out.js';
import { DropShiftHandler } from './shifts/drop-shift.js';
import { EndLostDuties } from './shifts/end-lost-duties.js';
import { HostsOfCompany } from './shifts/hosts-of-company.js';
import { ListShiftsHandler } from './shifts/list-shifts.js';
import { PlanShiftHandler } from './shifts/plan-shift.js';
import { ShiftViews } from './shifts/shift-views.js';
import { EndGoneStreams } from './streams/end-gone-streams.js';
import { EndLostPublishers } from './streams/end-lost-publishers.js';
import { FollowStreams } from './streams/follow-streams.js';
import { GetStreamHandler } from './streams/get-stream.js';
import { IssueKeyHandler } from './streams/issue-key.js';
import { KeyDesk } from './streams/key-desk.js';
import { NoShows } from './streams/no-shows.js';
import { RevokeKeysHandler } from './streams/revoke-keys.js';
import { RotateKeyHandler } from './streams/rotate-key.js';
import { StandingHandler } from './streams/standing.js';
import { StreamDesks } from './streams/stream-desks.js';

// In the order of proto/tianjian/livestream/v1.
@Module({
  imports: [ChatModule, CouponOffersModule],
  controllers: [
    SaveAccountHandler,
    SetAccountOperatorsHandler,
    ListAccountsHandler,

    SaveSessionHandler,
    SetBagHandler,
    StartSessionHandler,
    EndSessionHandler,
    PinSkuHandler,
    OpenFlashOfferHandler,
    StopFlashOfferHandler,
    ListSessionsHandler,
    ListCompanySessionsHandler,
    GetSessionHandler,
    ListSessionsOfLotHandler,
    TakeOverPastSessionsHandler,
    SessionSalesHandler,
    AccountSalesHandler,

    GetSnapshotHandler,
    ListFactsHandler,
    GetStateHandler,
    LikeSessionHandler,

    PlanShiftHandler,
    DropShiftHandler,
    CheckInHandler,
    CheckOutHandler,
    ListShiftsHandler,

    GetDefinitionsHandler,
    ReadFiguresHandler,
    NoteBeaconsHandler,

    SubscribeHandler,
    UnsubscribeHandler,
    GetRemindersHandler,
    GetCalendarHandler,

    IssueKeyHandler,
    RotateKeyHandler,
    RevokeKeysHandler,
    GetStreamHandler,
    StandingHandler,
    ListRecordingsHandler,
    HoldRecordingHandler,
    ListClipsHandler,
    GetReplayHandler,
  ],
  providers: [
    SessionViews,
    ToldOffers,
    FlashOffers,
    UnpinSoldOut,
    OnOrderPaid,
    OnOrderRefunded,
    OnRefundFailed,
    ShiftViews,
    HostsOfCompany,
    EndLostDuties,
    HearViews,
    WriteReminders,
    SendReminders,
    KeyDesk,
    StreamDesks,
    FollowStreams,
    NoShows,
    EndGoneStreams,
    EndLostPublishers,
    LateRecordings,
    RemoveRecordings,
    RecheckRecordings,
    Replays,
  ],
})
export class LivestreamModule {}
