import { Controller } from '@nestjs/common';
import { Notices, type Notice, type SendNotices } from '#contracts/tianjian/identity/v1/notices_pb.js';
import { Db } from '#database/db.js';
import { MessageId, PersonId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { SendTexts } from '../texts/send-texts.js';
import { findPhones, findReaching, takeNew } from './notice.sql.js';

const AT_ONCE_MAX = 200;
const TEXT_MAX = 200;
const LIFE_MAX_S = 86_400;

@Controller()
export class SendNoticesHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly texts: SendTexts,
  ) {}

  @Rpc(Notices.method.send)
  async handle(request: SendNotices) {
    if (request.notices.length > AT_ONCE_MAX) throw invalid('notices', `at most ${AT_ONCE_MAX}`);
    const notices = request.notices.map(parse);

    return this.db.transaction(async (tx) => {
      const people = await findPhones(
        tx,
        notices.map(({ personId }) => personId),
      );
      const proved = new Map(people.flatMap((one) => (one.proved ? [[one.personId, one.sealed]] : [])));
      const fresh = await takeNew(
        tx,
        notices.map((notice) => ({ ...notice, reaches: proved.has(notice.personId) })),
      );
      for (const { noticeId, personId, text, lifeS } of notices) {
        const sealed = proved.get(personId);
        if (!sealed || !fresh.delete(noticeId)) continue;
        await this.texts.add(tx, { messageId: noticeId, phone: this.phones.open(sealed, personId), text, lifeS });
      }
      const reachingNoticeIds = await findReaching(
        tx,
        notices.map(({ noticeId }) => noticeId),
      );
      return { reachingNoticeIds };
    });
  }
}

function parse({ noticeId, personId, text, lifeS }: Notice) {
  if (lifeS < 1 || lifeS > LIFE_MAX_S) throw invalid('notices.lifeS', `1 to ${LIFE_MAX_S}`);
  return {
    noticeId: MessageId.parse(noticeId, 'notices.noticeId'),
    personId: PersonId.parse(personId, 'notices.personId'),
    text: parseText(text, 'notices.text', { max: TEXT_MAX }),
    lifeS,
  };
}
