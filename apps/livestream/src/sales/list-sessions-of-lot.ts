import { Controller } from '@nestjs/common';
import {
  LiveSession_Status,
  LiveSessions,
  type ListSessionsOfLot,
} from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Db } from '#database/db.js';
import { CompanyId, LotId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { findSessionsOfLot } from './lot-sessions.sql.js';

const SHOWN_MAX = 10;

@Controller()
export class ListSessionsOfLotHandler {
  constructor(private readonly db: Db) {}

  @Rpc(LiveSessions.method.listOfLot)
  async handle(request: ListSessionsOfLot) {
    const [companyId, lotId] = [CompanyId.parse(request.companyId), LotId.parse(request.lotId)];
    const sessions = await this.db.ofCompany(companyId, (tx) => findSessionsOfLot(tx, companyId, lotId, SHOWN_MAX));
    return {
      sessions: sessions.map(({ startsAt, status, ...session }) => ({
        ...session,
        status: LiveSession_Status[status],
        ...(startsAt ? { startsAt: timestampFromDate(startsAt) } : {}),
      })),
    };
  }
}
