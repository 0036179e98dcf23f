import { Controller } from '@nestjs/common';
import { LiveSessions, type TakeOverPastSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { parsePastSessions } from './past-session.js';
import { hasAccounts, writePastSessions } from './past-sessions.sql.js';

@Controller()
export class TakeOverPastSessionsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(LiveSessions.method.takeOverPast)
  async handle(request: TakeOverPastSessions) {
    const sessions = parsePastSessions(request);

    const taken = await this.db.transaction(async (tx) => {
      if (!(await hasAccounts(tx, sessions))) throw invalid('accountId', 'accounts of this company');
      return writePastSessions(tx, sessions);
    });

    return { taken };
  }
}
