import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { BlobsModule } from '#blobs/blobs.module.js';
import { ForgetUploads } from './blobs/forget-uploads.js';
import { GiveBlob } from './blobs/give-blob.js';
import { TakeUpload } from './blobs/take-upload.js';
import { GiveCalendar } from './calendar/give-calendar.js';
import { Door } from './door/door.js';
import { KeptAnswers } from './door/kept-answers.js';
import { ProblemFilter } from './door/problem-filter.js';
import { SystemHealth } from './health/system-health.js';
import { SignInLimits } from './limits/sign-in-limits.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { Site } from './pages/site.js';
import { AccessTokens } from './people/access-tokens.js';
import { People } from './people/people.js';
import { Standings } from './people/standings.js';
import { Lines } from './room/lines.js';
import { Presence } from './room/presence.js';
import { RoomDoor } from './room/room-door.js';
import { RoomSockets } from './room/room-sockets.js';
import { Rooms } from './room/rooms.js';
import { Source } from './room/source.js';
import { TakeWebhook } from './webhooks/take-webhook.js';

@Module({
  imports: [BlobsModule],
  // What is no rpc of the contract.
  controllers: [SystemHealth, OpenApiController, TakeWebhook, TakeUpload, GiveBlob, GiveCalendar],
  providers: [
    Door,
    ForgetUploads,
    KeptAnswers,
    People,
    AccessTokens,
    Standings,
    SignInLimits,
    Site,
    Rooms,
    RoomDoor,
    RoomSockets,
    Lines,
    Presence,
    Source,
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class GatewayModule {}
