import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { PastSession as Message, TakeOverPastSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { AccountId, CompanyId, LiveSessionId } from '#kernel/id.js';
import { invalid } from '#problems/problem.js';
import { parseTitle } from '../sessions/session.js';

const SESSIONS_MAX = 500;

export interface PastSession {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  accountId: AccountId;
  title: string;
  startedAt: Date;
  endedAt: Date;
}

export function parsePastSessions({ companyId, sessions }: TakeOverPastSessions): PastSession[] {
  if (sessions.length < 1 || sessions.length > SESSIONS_MAX) throw invalid('sessions', `1 to ${SESSIONS_MAX}`);
  const company = CompanyId.parse(companyId);
  return sessions.map((session, at) => parse(company, session, `sessions[${at}]`));
}

function parse(companyId: CompanyId, session: Message, at: string): PastSession {
  const { startedAt, endedAt } = session;
  if (!startedAt || !endedAt) throw invalid(`${at}.endedAt`, 'a moment, as startedAt');
  const [start, end] = [timestampDate(startedAt), timestampDate(endedAt)];
  if (end < start) throw invalid(`${at}.endedAt`, 'not before startedAt');
  return {
    companyId,
    liveSessionId: LiveSessionId.parse(session.liveSessionId, `${at}.liveSessionId`),
    accountId: AccountId.parse(session.accountId, `${at}.accountId`),
    title: parseTitle(session.title),
    startedAt: start,
    endedAt: end,
  };
}
