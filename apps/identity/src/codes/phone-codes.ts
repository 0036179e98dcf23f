import { randomInt, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { MessageId, type CodeId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { Envelope } from '../people/envelope.js';
import { SendTexts } from '../texts/send-texts.js';
import { AGAIN_S, assertMayAsk, codeOf, CODES, LIFE_S, textOf, type Purpose } from './code.js';
import { addCode, agesOfCodes, findCode, lockPhone, takeTry, type Sent, type Tried } from './codes.sql.js';

/** One-time codes by text message. */
@Injectable()
export class PhoneCodes {
  constructor(
    private readonly db: Db,
    private readonly envelope: Envelope,
    private readonly texts: SendTexts,
  ) {}

  /**
   * Sends a code to a phone, once for each id. Takes the same steps where `phone` is empty because nobody is to get it.
   * Problems: overloaded, request.repeated_differently.
   */
  async send(wanted: Sent, phone: string) {
    const { codeId, phoneIndex, purpose } = wanted;
    const code = codeOf(randomInt(CODES));
    await this.db.transaction(async (tx) => {
      await lockPhone(tx, phoneIndex);
      const earlier = await findCode(tx, codeId);
      if (earlier) return assertSame(earlier, wanted);

      assertMayAsk(await agesOfCodes(tx, phoneIndex));
      await addCode(tx, { codeId, phoneIndex, purpose }, this.hashOf(codeId, code));
      const messageId = MessageId.derive('code', codeId);
      await this.texts.add(tx, { messageId, phone, text: textOf(code), lifeS: LIFE_S });
    });
    return { expiresInS: LIFE_S, againInS: AGAIN_S };
  }

  /** The code sent last, if this is it. Takes one of its tries. Problems: code.wrong. */
  async check(phoneIndex: Buffer, purpose: Purpose, code: string): Promise<Tried> {
    const tried = await this.db.single((tx) => takeTry(tx, phoneIndex, purpose));
    if (!tried || !timingSafeEqual(this.hashOf(tried.codeId, code), tried.codeHash)) throw new Problem('code.wrong');
    return tried;
  }

  private hashOf(codeId: CodeId, code: string): Buffer {
    return this.envelope.hash('code', codeId, code);
  }
}

function assertSame(earlier: Sent, wanted: Sent): void {
  const same = earlier.purpose === wanted.purpose && earlier.phoneIndex.equals(wanted.phoneIndex);
  if (!same) throw new Problem('request.repeated_differently');
}
