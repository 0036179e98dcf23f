import { Controller } from '@nestjs/common';
import { Streams, type IssueStreamKey } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { KeyDesk } from './key-desk.js';
import { denyBelow, kickPublisher } from './stream.sql.js';

@Controller()
export class IssueKeyHandler {
  constructor(private readonly keys: KeyDesk) {}

  @Rpc(Streams.method.issueKey)
  handle(request: IssueStreamKey, caller: Caller) {
    const { takeOver } = request;
    return this.keys.give(request, caller, {
      takeOver,
      content: { takeOver },
      given: async (tx, session, { serial }) => {
        if (!takeOver) return;
        await denyBelow(tx, session, serial);
        await kickPublisher(tx, session);
      },
    });
  }
}
