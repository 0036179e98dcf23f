import { Controller } from '@nestjs/common';
import { Streams, type RotateStreamKey } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { KeyDesk } from './key-desk.js';
import { parseGrace } from './stream.js';
import { retireBelow } from './stream.sql.js';

@Controller()
export class RotateKeyHandler {
  constructor(private readonly keys: KeyDesk) {}

  /** When the grace is over, edges hear of it with their next question: within five seconds. */
  @Rpc(Streams.method.rotateKey)
  handle(request: RotateStreamKey, caller: Caller) {
    const graceS = parseGrace(request.graceS);
    return this.keys.give(request, caller, {
      takeOver: false,
      content: { graceS },
      given: (tx, session, { serial }) => retireBelow(tx, session, serial, graceS),
    });
  }
}
