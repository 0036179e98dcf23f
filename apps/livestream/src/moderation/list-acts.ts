import { Controller } from '@nestjs/common';
import { ChatModeration, type ListModerationActs } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { listActs } from './act.sql.js';
import { shownAct } from './shown-act.js';

const KEYS = [/^\d{1,18}$/, /^[0-9a-f-]{36}$/];

@Controller()
export class ListActsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(ChatModeration.method.listActs)
  async handle(request: ListModerationActs) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = request.liveSessionId === '' ? null : LiveSessionId.parse(request.liveSessionId);
    const size = parsePageSize(request.pageSize);
    const [micros, actId] = PageToken.parse(request.pageToken, KEYS) ?? [];
    const after = micros && actId ? { micros, actId } : undefined;

    const of = { companyId, liveSessionId };
    const acts = await this.db.ofCompany(companyId, (tx) => listActs(tx, of, after, size + 1));
    const page = acts.slice(0, size);
    const last = acts.length > size ? page.at(-1) : undefined;
    return { acts: page.map(shownAct), nextPageToken: last ? PageToken.of(last.micros, last.actId) : '' };
  }
}
