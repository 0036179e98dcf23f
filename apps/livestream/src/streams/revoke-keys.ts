import { Controller } from '@nestjs/common';
import { Streams, type RevokeStreamKeys } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { lockSession } from '../sessions/session.sql.js';
import { assertMayRun } from '../sessions/who-may-run.js';
import { parseSerial } from './stream.js';
import { denyBelow, findStream } from './stream.sql.js';
import { StreamDesks } from './stream-desks.js';
import { tellEdges } from './tell-edges.js';

@Controller()
export class RevokeKeysHandler {
  constructor(
    private readonly db: Db,
    private readonly desks: StreamDesks,
  ) {}

  @Rpc(Streams.method.revokeKeys)
  async handle(request: RevokeStreamKeys, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const upTo = parseSerial(request.upToSerial);

    await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      const stream = await findStream(tx, session);
      if (!stream) return;
      // Serials that nobody has yet are not denied beforehand.
      const last = upTo === 0n || upTo > stream.lastSerial ? stream.lastSerial : upTo;
      await denyBelow(tx, session, last + 1n);
      await tellEdges(tx, session);
    });
    return this.desks.show({ companyId, liveSessionId });
  }
}
