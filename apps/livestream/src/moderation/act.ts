import type { ActId, ChatLineId, CompanyId, LiveSessionId, PersonId, SpeakerId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { Problem } from '#problems/problem.js';
import type { Line, Speaker } from '../chat/chat.js';

export type ActKind =
  | 'CONFIGURE'
  | 'MUTE'
  | 'UNMUTE'
  | 'BAN'
  | 'LIFT_BAN'
  | 'RETRACT'
  | 'WITHDRAW'
  | 'DISMISS'
  | 'ADD_WORDS'
  | 'REMOVE_WORDS';

/** Whom or what an act is about. */
export interface About {
  companyId: CompanyId;
  liveSessionId: LiveSessionId | null;
  speakerId: SpeakerId | null;
  personId: PersonId | null;
  lineId: ChatLineId | null;
  until: Date | null;
  reason: string;
  /** What was there to be seen: the line, the speaker's name, the settings, the words. */
  what: string;
  /** Digest of the request. */
  asked: string;
}

/** One row of the record. */
export interface Act extends About {
  actId: ActId;
  kind: ActKind;
  at: Date;
  byPersonId: PersonId;
}

const REASON_MAX = 100;
const WHAT_MAX = 2_000;

const NOTHING = { speakerId: null, personId: null, lineId: null, until: null, reason: '', what: '', asked: '' };

export const parseReason = (reason: string) => parseText(reason, 'reason', { max: REASON_MAX, optional: true });

export const actAbout = ({ companyId, liveSessionId, lineId, speakerId, personId, text }: Line): About => ({
  ...NOTHING,
  ...{ companyId, liveSessionId, lineId, speakerId, personId, what: text },
});

export const actOn = ({ companyId, liveSessionId, speakerId, personId, name }: Speaker): About => ({
  ...NOTHING,
  ...{ companyId, liveSessionId, speakerId, personId, what: name },
});

export const actIn = (companyId: CompanyId, liveSessionId: LiveSessionId | null, what: string): About => ({
  ...NOTHING,
  ...{ companyId, liveSessionId, what: [...what].slice(0, WHAT_MAX).join('') },
});

/** Problems: request.repeated_differently. */
export function assertSameAct(earlier: Act, kind: ActKind, asked: string): void {
  if (earlier.kind !== kind || earlier.asked !== asked) throw new Problem('request.repeated_differently');
}
