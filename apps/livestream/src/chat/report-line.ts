import { Controller } from '@nestjs/common';
import { Chat, type ReportLine } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { ChatLineId, LiveSessionId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { countReports, findLine, findPlace, insertReport } from './chat.sql.js';

const REASON_MAX = 100;
const REPORTS_AN_HOUR = 20;
const RETRY_AFTER_S = 3_600;

@Controller()
export class ReportLineHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Chat.method.report)
  async handle(request: ReportLine, caller: Caller) {
    const { personId } = personOf(caller);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const lineId = ChatLineId.parse(request.lineId, 'lineId');
    const reason = parseText(request.reason, 'reason', { max: REASON_MAX });

    await this.db.transaction(async (tx) => {
      const place = await findPlace(tx, liveSessionId, personId);
      const line = place && (await findLine(tx, place, lineId));
      if (!line) throw new Problem('not_found');
      if ((await countReports(tx, personId)) >= REPORTS_AN_HOUR) {
        throw new Problem('overloaded', { retryAfterS: RETRY_AFTER_S });
      }
      await insertReport(tx, line, { personId, reason });
    });
    return {};
  }
}
