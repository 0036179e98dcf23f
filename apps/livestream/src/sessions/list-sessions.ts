import { Controller } from '@nestjs/common';
import {
  LiveSession_Status,
  LiveSessions,
  type ListLiveSessions,
} from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import type { Status } from './session.js';
import { SessionViews } from './session-views.js';
import { listShown, type Listed } from './shown-session.sql.js';

// A card shows a few goods; a hundred full bags would be no page but a flood.
const PREVIEW_MAX = 6;
const DESCRIBED_AT_ONCE = 8;
const MICROS = /^\d{1,16}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@Controller()
export class ListSessionsHandler {
  constructor(
    private readonly db: Db,
    private readonly views: SessionViews,
  ) {}

  @Rpc(LiveSessions.method.list)
  async handle(request: ListLiveSessions) {
    const status = parseStatus(request.status);
    const size = parsePageSize(request.pageSize);
    const [createdMicros, liveSessionId] = PageToken.parse(request.pageToken, [MICROS, UUID]) ?? [];
    const after = createdMicros && liveSessionId ? { createdMicros, liveSessionId } : undefined;

    const limits = { rows: size + 1, bagMax: PREVIEW_MAX };
    const rows = await this.db.single((tx) => listShown(tx, status, after, limits));
    const page = rows.slice(0, size);
    const last = rows.length > size ? page.at(-1) : undefined;
    return {
      sessions: await this.showAll(page),
      nextPageToken: last ? PageToken.of(last.createdMicros, last.liveSessionId) : '',
    };
  }

  private async showAll(page: Listed[]) {
    const shown = [];
    for (let at = 0; at < page.length; at += DESCRIBED_AT_ONCE) {
      const some = page.slice(at, at + DESCRIBED_AT_ONCE);
      shown.push(...(await Promise.all(some.map((session) => this.views.show(session)))));
    }
    return shown;
  }
}

function parseStatus(status: LiveSession_Status): Status {
  if (status === LiveSession_Status.STATUS_UNSPECIFIED) return 'LIVE';
  const name = LiveSession_Status[status];
  if (name === undefined) throw invalid('status', 'a status of a live session');
  return name as Status;
}
