import type { CompanyId, InvitationId } from '#kernel/id.js';
import { parseDay } from '#kernel/text.js';
import { invalid, Problem } from '#problems/problem.js';

export type Answer = 'ACCEPTED' | 'DECLINED' | 'WITHDRAWN';

export interface Invitation {
  invitationId: InvitationId;
  companyId: CompanyId;
  companyName: string;
  phoneMasked: string;
  roles: string[];
  /** Null: the day of the acceptance. */
  startsOn: string | null;
  endsOn: string | null;
  expiresAt: Date;
  answer: Answer | null;
  /** By the database's clock. */
  expired: boolean;
}

export const LIFE_DAYS = 14;

// Of one company, open or made within a day: each is a text message to somebody's phone.
const INVITATIONS_MAX = 50;

export function assertMayInvite(recent: number): void {
  if (recent >= INVITATIONS_MAX) throw new Problem('invitation.too_many');
}

export const statusOf = ({ answer, expired }: Invitation): string => answer ?? (expired ? 'EXPIRED' : 'OPEN');

/** True if it is to be given now, false if it was given before. Problems: invitation.over. */
export function isToAnswer(invitation: Invitation, answer: Answer): boolean {
  const status = statusOf(invitation);
  if (status === answer) return false;
  if (status !== 'OPEN') throw new Problem('invitation.over');
  return true;
}

export function parseInvitedTerm(request: { startsOn: string; endsOn: string }) {
  const startsOn = request.startsOn === '' ? null : parseDay(request.startsOn, 'startsOn');
  const endsOn = request.endsOn === '' ? null : parseDay(request.endsOn, 'endsOn');
  if (startsOn !== null && endsOn !== null && endsOn < startsOn) throw invalid('endsOn', 'not before startsOn');
  return { startsOn, endsOn };
}

/** From its own day on, and not before it was accepted: nobody was a member in the past. Problems: invitation.over. */
export function termFrom({ startsOn, endsOn }: Pick<Invitation, 'startsOn' | 'endsOn'>, today: string) {
  const begins = startsOn !== null && startsOn > today ? startsOn : today;
  if (endsOn !== null && endsOn < begins) throw new Problem('invitation.over');
  return { startsOn: begins, endsOn };
}

export const textOf = (companyName: string) =>
  `【田间】${companyName}邀请您加入团队。请在${LIFE_DAYS}天内登录并验证手机号，在“我的邀请”中接受或谢绝。`;
