import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { contentHash } from '#kernel/hash.js';
import { ActId, CompanyId, LiveSessionId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { clockOf } from '../clock.sql.js';
import type { Session } from '../sessions/session.js';
import { lockSession } from '../sessions/session.sql.js';
import { assertMayModerate } from '../sessions/who-may-run.js';
import { assertSameAct, type About, type Act, type ActKind } from './act.js';
import { findAct, insertAct } from './act.sql.js';
import { shownAct } from './shown-act.js';

interface Asked {
  companyId: string;
  liveSessionId: string;
  actId: string;
}

interface Moderating {
  tx: Tx;
  session: Session;
  now: Date;
}

/** Where acts in a session's chat are done: by who may, once each, and never without an entry in the record. */
@Injectable()
export class ModerationDesk {
  constructor(private readonly db: Db) {}

  /** Problems: not_found, access.denied, request.repeated_differently, and those of `work`. */
  async act<R extends Asked>(kind: ActKind, request: R, caller: Caller, work: (m: Moderating) => Promise<About>) {
    const actId = ActId.parse(request.actId);
    const asked = contentHash({ ...request, $typeName: undefined, $unknown: undefined });
    const act = await this.in(request, caller, async (moderating): Promise<Act> => {
      const { tx, session, now } = moderating;
      const earlier = await findAct(tx, session.companyId, actId);
      if (earlier) {
        assertSameAct(earlier, kind, asked);
        return earlier;
      }
      const about = await work(moderating);
      const done = { ...about, asked, actId, kind, at: now, byPersonId: personOf(caller).personId };
      await insertAct(tx, done);
      return done;
    });
    return { act: shownAct(act) };
  }

  /** In a session that the caller runs or moderates; acts in one session are done one after the other. */
  in<T>(asked: Omit<Asked, 'actId'>, caller: Caller, work: (m: Moderating) => Promise<T>): Promise<T> {
    const companyId = CompanyId.parse(asked.companyId);
    const liveSessionId = LiveSessionId.parse(asked.liveSessionId);
    return this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayModerate(tx, caller, companyId, session.accountId);
      return work({ tx, session, now: await clockOf(tx) });
    });
  }
}
