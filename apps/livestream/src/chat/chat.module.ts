import { Module } from '@nestjs/common';
import { AddWordsHandler } from '../moderation/add-words.js';
import { BanSpeakerHandler } from '../moderation/ban-speaker.js';
import { ConfigureChatHandler } from '../moderation/configure-chat.js';
import { DismissReportsHandler } from '../moderation/dismiss-reports.js';
import { LiftBanHandler } from '../moderation/lift-ban.js';
import { ListActsHandler } from '../moderation/list-acts.js';
import { ListBansHandler } from '../moderation/list-bans.js';
import { ListReportsHandler } from '../moderation/list-reports.js';
import { ListWordsHandler } from '../moderation/list-words.js';
import { ModerationDesk } from '../moderation/moderation-desk.js';
import { MuteSpeakerHandler } from '../moderation/mute-speaker.js';
import { RemoveWordsHandler } from '../moderation/remove-words.js';
import { RetractLineHandler } from '../moderation/retract-line.js';
import { SavePlatformWordsHandler } from '../moderation/save-platform-words.js';
import { UnmuteSpeakerHandler } from '../moderation/unmute-speaker.js';
import { ChatStandingHandler } from './chat-standing.js';
import { ListChatHandler } from './list-chat.js';
import { ReportLineHandler } from './report-line.js';
import { SayLineHandler } from './say-line.js';
import { WithdrawLineHandler } from './withdraw-line.js';
import { Words } from './words.js';

// In the order of proto/tianjian/livestream/v1/chat.proto.
@Module({
  controllers: [
    SayLineHandler,
    ListChatHandler,
    ChatStandingHandler,
    WithdrawLineHandler,
    ReportLineHandler,

    ConfigureChatHandler,
    MuteSpeakerHandler,
    UnmuteSpeakerHandler,
    BanSpeakerHandler,
    RetractLineHandler,
    ListReportsHandler,
    DismissReportsHandler,
    ListBansHandler,
    LiftBanHandler,
    ListActsHandler,
    AddWordsHandler,
    RemoveWordsHandler,
    ListWordsHandler,
    SavePlatformWordsHandler,
  ],
  providers: [Words, ModerationDesk],
})
export class ChatModule {}
