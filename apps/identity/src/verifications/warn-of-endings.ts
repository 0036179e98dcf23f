import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { MessageId } from '#kernel/id.js';
import { Every } from '#service/every.js';
import { findPhones } from '../notices/notice.sql.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { SendTexts } from '../texts/send-texts.js';
import { WARNED_DAYS_AHEAD } from './verification.js';
import { takeEnding } from './verification.sql.js';

const AT_ONCE = 100;
const LIFE_S = 86_400;

/** Who may soon stream no more is told once, thirty days ahead; the cockpit shows it all the while. */
@Injectable()
export class WarnOfEndings {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly texts: SendTexts,
  ) {}

  @Every('1h')
  async warn(): Promise<void> {
    while ((await this.warnSome()) === AT_ONCE);
  }

  private warnSome(): Promise<number> {
    return this.db.transaction(async (tx) => {
      const ending = await takeEnding(tx, WARNED_DAYS_AHEAD, AT_ONCE);
      const people = await findPhones(
        tx,
        ending.map(({ personId }) => personId),
      );
      for (const { verificationId, personId, validUntil } of ending) {
        // A number that nobody proved may be somebody else's.
        const reached = people.find((one) => one.personId === personId && one.proved);
        if (!reached) continue;
        const text = `您的主播身份核验将于 ${validUntil} 到期，请联系孵化园导师重新核验，否则将无法开播。`;
        const messageId = MessageId.derive('verification ends', verificationId);
        await this.texts.add(tx, { messageId, phone: this.phones.open(reached.sealed, personId), text, lifeS: LIFE_S });
      }
      return ending.length;
    });
  }
}
