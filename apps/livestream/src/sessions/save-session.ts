import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { LiveSessions, type SaveLiveSession } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { AccountId, CompanyId, LiveSessionId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { lockAccount } from '../accounts/account.sql.js';
import { parseTitle, replan, type Session } from './session.js';
import { SessionViews } from './session-views.js';
import { claimRoute, findSession, insertSession, updatePlan } from './session.sql.js';
import { assertMayRun } from './who-may-run.js';

@Controller()
export class SaveSessionHandler {
  constructor(
    private readonly db: Db,
    private readonly views: SessionViews,
  ) {}

  @Rpc(LiveSessions.method.save)
  async handle(request: SaveLiveSession, caller: Caller) {
    const wanted = parse(request);
    await this.db.ofCompany(wanted.companyId, async (tx) => {
      if ((await claimRoute(tx, wanted)) !== wanted.companyId) throw new Problem('not_found');
      const earlier = await findSession(tx, wanted.companyId, wanted.liveSessionId);
      if (earlier) await assertMayRun(tx, caller, earlier.companyId, earlier.accountId);
      await assertAccount(tx, wanted);
      await assertMayRun(tx, caller, wanted.companyId, wanted.accountId);

      if (earlier) await updatePlan(tx, replan(earlier, wanted));
      else await insertSession(tx, wanted);
    });
    return this.views.answer(wanted.liveSessionId);
  }
}

function parse(request: SaveLiveSession): Session {
  const startsAt = request.startsAt ? timestampDate(request.startsAt) : null;
  return {
    companyId: CompanyId.parse(request.companyId),
    liveSessionId: LiveSessionId.parseOrNew(request.liveSessionId),
    accountId: AccountId.parse(request.accountId),
    title: parseTitle(request.title),
    status: startsAt ? 'SCHEDULED' : 'DRAFT',
    startsAt,
    pinnedSkuId: null,
  };
}

async function assertAccount(tx: Tx, { companyId, accountId }: Session): Promise<void> {
  const account = await lockAccount(tx, companyId, accountId);
  if (!account) throw invalid('accountId', 'an account of this company');
}
