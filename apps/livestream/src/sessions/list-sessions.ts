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
import { PREVIEW_MAX, SessionViews } from './session-views.js';
import { listShown } from './shown-session.sql.js';

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
    const status = parseStatus(request.status, 'LIVE');
    const size = parsePageSize(request.pageSize);
    const [createdMicros, liveSessionId] = PageToken.parse(request.pageToken, [MICROS, UUID]) ?? [];
    const after = createdMicros && liveSessionId ? { createdMicros, liveSessionId } : undefined;

    const limits = { rows: size + 1, bagMax: PREVIEW_MAX };
    const rows = await this.db.single((tx) => listShown(tx, status, after, limits));
    const page = rows.slice(0, size);
    const last = rows.length > size ? page.at(-1) : undefined;
    return {
      sessions: await this.views.showAll(page),
      nextPageToken: last ? PageToken.of(last.createdMicros, last.liveSessionId) : '',
    };
  }
}

/** Problems: request.invalid. */
export function parseStatus<T>(status: LiveSession_Status, otherwise: T): Status | T {
  if (status === LiveSession_Status.STATUS_UNSPECIFIED) return otherwise;
  const name = LiveSession_Status[status];
  if (name === undefined) throw invalid('status', 'a status of a live session');
  return name as Status;
}
