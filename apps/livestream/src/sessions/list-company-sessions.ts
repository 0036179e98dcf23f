import { Controller } from '@nestjs/common';
import { LiveSessions, type ListCompanySessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { AccountId, CompanyId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { parseStatus } from './list-sessions.js';
import { PREVIEW_MAX, SessionViews } from './session-views.js';
import { listOfCompany } from './shown-session.sql.js';

const KEYS = [/^[0-3]$/, /^-?\d{1,17}$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

@Controller()
export class ListCompanySessionsHandler {
  constructor(
    private readonly db: Db,
    private readonly views: SessionViews,
  ) {}

  @Rpc(LiveSessions.method.listOfCompany)
  async handle(request: ListCompanySessions) {
    const wanted = {
      companyId: CompanyId.parse(request.companyId),
      accountId: request.accountId === '' ? null : AccountId.parse(request.accountId),
      status: parseStatus(request.status, null),
    };
    const size = parsePageSize(request.pageSize);
    const [rank, place, liveSessionId] = PageToken.parse(request.pageToken, KEYS) ?? [];
    const after = rank && place && liveSessionId ? { rank: Number(rank), place, liveSessionId } : undefined;

    const limits = { rows: size + 1, bagMax: PREVIEW_MAX };
    const rows = await this.db.ofCompany(wanted.companyId, (tx) => listOfCompany(tx, wanted, after, limits));
    const page = rows.slice(0, size);
    const last = rows.length > size ? page.at(-1) : undefined;
    return {
      sessions: await this.views.showAll(page),
      nextPageToken: last ? PageToken.of(String(last.rank), last.place, last.liveSessionId) : '',
    };
  }
}
