import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ModerationActSchema } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { shownEnd } from '../chat/shown.js';
import type { Act } from './act.js';

export const shownAct = (act: Act): MessageInitShape<typeof ModerationActSchema> => ({
  ...{ actId: act.actId, kind: act.kind, byPersonId: act.byPersonId, reason: act.reason, what: act.what },
  at: timestampFromDate(act.at),
  liveSessionId: act.liveSessionId ?? '',
  speakerId: act.speakerId ?? '',
  lineId: act.lineId ?? '',
  until: shownEnd(act.until),
});
